import type { Frame, Interpret } from './frame.ts';
import { runBranch } from './kinds/branch.ts';
import { runFallback } from './kinds/fallback.ts';
import { runForEach } from './kinds/for-each.ts';
import { runGate } from './kinds/gate.ts';
import { runInvoke } from './kinds/invoke.ts';
import { runParallel } from './kinds/parallel.ts';
import { runRace } from './kinds/race.ts';
import { runReceive } from './kinds/receive.ts';
import { runRetry } from './kinds/retry.ts';
import { runSaga } from './kinds/saga.ts';
import { runSequence } from './kinds/sequence.ts';
import { runShield } from './kinds/shield.ts';
import { runSleep } from './kinds/sleep.ts';
import { runStep } from './kinds/step.ts';
import { runTimeout } from './kinds/timeout.ts';
import type { Node, Outcome } from './node.ts';
import { observedNode } from './observed-node.ts';

const run = (node: Node, frame: Frame, path: string): Promise<Outcome> => {
  switch (node.kind) {
    case 'step':
      return runStep(node, frame, path);
    case 'invoke':
      return runInvoke(node, frame, path);
    case 'sequence':
      return runSequence(node, frame, path);
    case 'saga':
      return runSaga(node, frame, path);
    case 'parallel':
      return runParallel(node, frame, path);
    case 'race':
      return runRace(node, frame, path);
    case 'branch':
      return runBranch(node, frame, path);
    case 'forEach':
      return runForEach(node, frame, path);
    case 'gate':
      return runGate(node, frame, path);
    case 'receive':
      return runReceive(node, frame, path);
    case 'shield':
      return runShield(node, frame, path);
    case 'sleep':
      return runSleep(node, frame, path);
    case 'retry':
      return runRetry(node, frame, path);
    case 'timeout':
      return runTimeout(node, frame, path);
    case 'fallback':
      return runFallback(node, frame, path);
  }
};

/** Runs one node. Failures are returned; only the runtime throws, and what it throws passes through untouched. */
export const interpret: Interpret = (node, frame, path) =>
  frame.observed && 'name' in node ? observedNode(node, frame, path, run) : run(node, frame, path);
