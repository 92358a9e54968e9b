import type { Result } from '../result.ts';
import type { BranchNode } from './kinds/branch.ts';
import type { FallbackNode } from './kinds/fallback.ts';
import type { ForEachNode } from './kinds/for-each.ts';
import type { GateNode } from './kinds/gate.ts';
import type { InvokeNode } from './kinds/invoke.ts';
import type { ParallelNode } from './kinds/parallel.ts';
import type { RaceNode } from './kinds/race.ts';
import type { ReceiveNode } from './kinds/receive.ts';
import type { RetryNode } from './kinds/retry.ts';
import type { SagaNode } from './kinds/saga.ts';
import type { SequenceNode } from './kinds/sequence.ts';
import type { ShieldNode } from './kinds/shield.ts';
import type { SleepNode } from './kinds/sleep.ts';
import type { StepNode } from './kinds/step.ts';
import type { TimeoutNode } from './kinds/timeout.ts';

/** A flow, as data. Functions occur only where a value is computed, never where the shape is decided. */
export type Node =
  | BranchNode
  | FallbackNode
  | ForEachNode
  | GateNode
  | InvokeNode
  | ParallelNode
  | RaceNode
  | ReceiveNode
  | RetryNode
  | SagaNode
  | SequenceNode
  | ShieldNode
  | SleepNode
  | StepNode
  | TimeoutNode;

/** Outputs of the nodes before, by name; `input` is the flow's own. Everything in it is plain JSON. */
export type Scope = Record<string, unknown>;

/** How a node ends. */
export type Outcome = Result<unknown, unknown>;
