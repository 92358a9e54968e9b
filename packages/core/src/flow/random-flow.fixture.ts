import fc from 'fast-check';
import { type Interfere, type World, busy, cut, refused } from '../world.fixture.ts';
import { type Node, fallback, forEach, invoke, parallel, race, retry, saga, timeout } from '../index.ts';
import { aborted } from './run.fixture.ts';
import type { ManualClock } from '@strata/testing';

/** The shape of a flow, without names: those are numbered when it is built. */
export type Shape =
  | { readonly kind: 'read' | 'write' }
  | { readonly kind: 'sequence' | 'parallel' | 'race' | 'saga'; readonly parts: readonly Shape[] }
  | { readonly kind: 'forEach' | 'retry' | 'timeout'; readonly count: number; readonly body: Shape }
  | { readonly kind: 'fallback'; readonly first: Shape; readonly otherwise: Shape };

/** What happens to a call. */
const fates = ['fine', 'fine', 'fine', 'slow', 'slow after', 'refused', 'busy', 'cut before', 'cut after'] as const;
type Fate = (typeof fates)[number];

/** One case: a flow, what happens to its calls, and the call at which the caller hangs up, if any. */
export interface Case {
  readonly shape: Shape;
  readonly fates: readonly Fate[];
  readonly hangUpAt: number | undefined;
}

const { shape } = fc.letrec<{ readonly shape: Shape }>((tie) => {
  const parts = fc.array(tie('shape'), { minLength: 2, maxLength: 4 });
  const count = fc.integer({ min: 1, max: 3 });
  return {
    shape: fc.oneof(
      { depthSize: 'medium', maxDepth: 5, withCrossShrink: true },
      fc.record({ kind: fc.constantFrom('read', 'write', 'write') }),
      fc.record({ kind: fc.constantFrom('sequence', 'parallel', 'race', 'saga'), parts }),
      fc.record({ kind: fc.constantFrom('forEach', 'retry', 'timeout'), count, body: tie('shape') }),
      fc.record({ kind: fc.constant('fallback'), first: tie('shape'), otherwise: tie('shape') }),
    ),
  };
});

export const anyCase: fc.Arbitrary<Case> = fc.record({
  shape,
  fates: fc.array(fc.constantFrom(...fates), { maxLength: 30 }),
  hangUpAt: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
});

/** Whether all that the shape writes has to be there when it succeeds: no way is chosen over another. */
export const isStraight = (it: Shape): boolean => {
  if ('parts' in it) return it.kind !== 'race' && it.parts.every(isStraight);
  if ('body' in it) return isStraight(it.body);
  return it.kind !== 'fallback';
};

/** How many items a straight shape makes. */
export const writesOf = (it: Shape): number => {
  if ('parts' in it) return it.parts.reduce((sum, part) => sum + writesOf(part), 0);
  if ('body' in it) return writesOf(it.body) * (it.kind === 'forEach' ? it.count : 1);
  return it.kind === 'write' ? 1 : 0;
};

/** A part of a flow whose types nobody looks at: the shape was drawn by lot. */
type Part = { readonly node: Node };
const untyped = (part: Part): never => part as never;

/** Builds a shape, wrapped in a saga. */
export const build = (world: World, root: Shape): Part => {
  let names = 0;
  const of = (it: Shape): Part => {
    const name = `${it.kind}-${++names}`;
    if ('parts' in it) {
      const parts = it.parts.map(of);
      if (it.kind === 'sequence') return { node: { kind: 'sequence', nodes: parts.map((part) => part.node) } };
      if (it.kind === 'saga')
        return { node: { kind: 'saga', nodes: parts.map((part) => part.node), undoLimitMs: 60_000 } };
      const branches = untyped(Object.fromEntries(parts.map((part, index) => [`${name}-${index}`, part])) as never);
      return it.kind === 'parallel' ? parallel(branches) : race(name as never, branches);
    }
    if ('body' in it) {
      const body = of(it.body);
      if (it.kind === 'retry') return retry(() => untyped(body), { attempts: it.count, waitMs: 10 });
      if (it.kind === 'timeout') return timeout(() => untyped(body), 50);
      return forEach(
        name as never,
        () => Array.from({ length: it.count }, (_, index) => index),
        () => untyped(body),
        { atOnce: 2 },
      );
    }
    if (it.kind === 'fallback') {
      const [first, otherwise] = [of(it.first), of(it.otherwise)];
      return fallback(
        name as never,
        () => untyped(first),
        () => untyped(otherwise),
      );
    }
    if (it.kind === 'read') return invoke(world.tool, 'list_items', () => ({}), { as: name });
    return invoke(world.tool, 'create_item', () => ({ name }), { as: name });
  };
  return saga<unknown>().to(untyped(of(root)));
};

const cancelled = { kind: 'cancelled', message: 'as you wish', mayHaveHappened: true } as const;

/** Plays the fates of a case. Looking and undoing work: what becomes of a world where they don't is tested elsewhere. */
export const play = ({ fates: drawn, hangUpAt }: Case, clock: ManualClock, hangUp: () => void): Interfere => {
  let calls = 0;
  const fateOf = new Map<object, Fate>();
  const takes = async (signal: AbortSignal) => {
    await Promise.race([new Promise<void>((resolve) => void clock.after(100, resolve)), aborted(signal)]);
    return signal.aborted ? cancelled : undefined;
  };
  return (call, when, ctx) => {
    if (call.operation === 'delete_item' || 'name' in call.input === (call.operation === 'list_items'))
      return undefined;
    if (when === 'before') {
      fateOf.set(call, drawn[calls++] ?? 'fine');
      if (calls === hangUpAt) hangUp();
    }
    switch (fateOf.get(call)) {
      case 'slow':
        return when === 'before' ? takes(ctx.signal) : undefined;
      case 'slow after':
        return when === 'after' ? takes(ctx.signal) : undefined;
      case 'refused':
        return refused;
      case 'busy':
        return busy;
      case 'cut before':
        return cut;
      case 'cut after':
        return when === 'after' ? cut : undefined;
      default:
        return undefined;
    }
  };
};
