import { compensate } from '../compensate.ts';
import type { SagaFailed } from '../../failure.ts';
import { type Frame, branchRunner, keep } from '../frame.ts';
import { joined } from '../joined.ts';
import type { Node, Outcome } from '../node.ts';
import type { Branch, Done } from '../runtime.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';
import { type AnyOf, type Branches, nodesOf } from './parallel.ts';

export interface RaceNode {
  readonly kind: 'race';
  readonly name: string;
  readonly branches: Readonly<Record<string, Node>>;
  readonly undoLimitMs: number;
}

/** How long undoing what the losers wrote may take, in milliseconds. */
const undoLimitMs = 60_000;

/**
 * Runs branches side by side and goes on with the first that succeeds; the others are cancelled, and what they
 * wrote is undone. Fails when all fail. The output is the winner's.
 */
export const race = <Needs, const Name extends string, const Parts extends Branches<Needs>>(
  name: FreshName<Needs, Name>,
  branches: Parts & Branches<Needs>,
): Step<
  Needs,
  Named<Name, AnyOf<Parts, 'out'>>,
  AnyOf<Parts, 'out'>,
  AnyOf<Parts, 'fail'> | SagaFailed,
  AnyOf<Parts, 'stuck'> & string
> => asStep({ kind: 'race', name, branches: nodesOf(branches), undoLimitMs });

export const runRace = async (node: RaceNode, frame: Frame, path: string): Promise<Outcome> => {
  const { scope, retried } = frame;
  const branches: Branch[] = [];
  for (const name in node.branches)
    branches.push({ key: `${path}${node.name}/${name}/`, node: node.branches[name] as Node, scope, retried });
  const how = { atOnce: branches.length, until: 'first' } as const;
  const ended = await frame.runtime.fanOut(branches, how, frame.cancellation, branchRunner(frame));
  const winner = ended.find((it) => it.outcome.success);
  if (winner === undefined) return joined(ended, frame);
  const lost: Done[] = [];
  for (const it of ended) {
    (it === winner ? frame.done : lost).push(...it.done);
    frame.reports.push(...it.reports);
  }
  if (lost.length > 0) {
    const undone = await compensate(
      { kind: 'cancelled', message: 'another branch was faster' },
      lost,
      { ...frame, reports: [] },
      node.undoLimitMs,
    );
    frame.reports.push(...undone.error.effects);
    if (!undone.error.undoComplete) return undone;
  }
  return keep(frame, node.name, winner.outcome);
};
