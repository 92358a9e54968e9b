import { succeed } from '../../result.ts';
import { type Frame, cancelledAt } from '../frame.ts';
import type { Outcome } from '../node.ts';
import { type Step, asStep } from '../step-types.ts';

export interface SleepNode {
  readonly kind: 'sleep';
  readonly name: string;
  readonly delayMs: number;
}

/** Waits for `delayMs` milliseconds. Cancellation ends it at once. */
export const sleep = (name: string, delayMs: number): Step<unknown, {}, undefined, never> =>
  asStep({ kind: 'sleep', name, delayMs });

export const runSleep = async (node: SleepNode, frame: Frame, path: string): Promise<Outcome> =>
  (await frame.runtime.sleep(path + node.name, node.delayMs, frame.cancellation))
    ? succeed(undefined)
    : cancelledAt(node.name);
