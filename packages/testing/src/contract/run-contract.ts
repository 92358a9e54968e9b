import type { AnyOperation, AnyTool, Catalog, OperationsOf } from '@strata/core';
import { afterAll, test } from 'vitest';
import type { Contract, ContractWorld } from './contract.ts';
import {
  type AnyCase,
  type Arranged,
  answersAsItSays,
  obeysCancellation,
  refusesWrongInput,
  tagsAreNames,
} from './laws.ts';
import { type OpenedWorld, createSharedWorld } from './shared-world.ts';
import {
  canBeSettled,
  dryRunChangesNothing,
  locateFindsThisCall,
  repeatedIsTakenBack,
  twiceIsOnce,
  undoBringsBack,
} from './write-laws.ts';

/** What has to hold, as a sentence, and what tries it. */
interface Law {
  readonly sentence: string;
  readonly holds: (arranged: Arranged) => Promise<void>;
}

/** The laws that leave a world as it was, and say so themselves where an operation might not; in one world, in turn. */
const changingNothing = (operation: AnyOperation): readonly Law[] => [
  { sentence: 'a field that does not fit is named, and nothing is asked', holds: refusesWrongInput },
  { sentence: 'a call that was cancelled before is not begun', holds: obeysCancellation },
  ...only('tags' in operation, 'its tags are names', tagsAreNames),
  ...only(operation.effect !== 'read', 'a dry run changes nothing', dryRunChangesNothing),
  ...only(operation.effect !== 'read', 'a call in doubt is looked for or repeated, or it says why not', canBeSettled),
];

/** The last of those in that world. */
const answering: Law = { sentence: 'answers as its schema says, and as JSON', holds: answersAsItSays };

/** Whether a call in doubt may simply be made again. */
const isRepeated = ({ effect, idempotent }: AnyOperation): boolean => effect !== 'read' && idempotent === true;

/** The laws that change a world, each of which has one of its own. */
const changing = (operation: AnyOperation): readonly Law[] => [
  ...only(operation.effect !== 'read', 'its inverse brings back what was there, or it says why not', undoBringsBack),
  ...only('locate' in operation, 'is found again by the mark of its call', locateFindsThisCall),
  ...only(isRepeated(operation), 'twice is as once', twiceIsOnce),
  ...only(isRepeated(operation) && 'undo' in operation, 'repeated, it can still be taken back', repeatedIsTakenBack),
];

const only = (isMeant: boolean, sentence: string, holds: Law['holds']): readonly Law[] =>
  isMeant ? [{ sentence, holds }] : [];

/** A world whose operations are known only when the test runs. */
interface AnyWorld extends AsyncDisposable {
  readonly tool: unknown;
  readonly reached?: () => number;
}

/** Opens a world, and has an operation arranged in it. */
const openFor = async (open: () => Promise<AnyWorld>, name: string, given: AnyCase): Promise<OpenedWorld> => {
  const world = await open();
  const close = (): PromiseLike<void> => world[Symbol.asyncDispose]();
  try {
    const tool = world.tool as AnyTool;
    const operation = tool.operations[name];
    if (operation === undefined) throw new TypeError(`the tool that was opened has no '${name}'`);
    const request = await given.arrange(world);
    const observe = async (): Promise<unknown> => (await given.observe?.(world, request)) ?? null;
    const reached = (): number | undefined => world.reached?.();
    return { arranged: { tool, operation, request, given, world, reached, observe }, [Symbol.asyncDispose]: close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

/**
 * Makes the tests of a contract: for each operation its own case, and the laws that follow from its definition (undo,
 * locate, repetition, dry runs, refusals, cancellation). `open` makes a fresh world: one for each law that changes
 * something, and one for all others of an operation. Run it for the fake and for the real tool, and one can stand for the
 * other. Call it inside a `describe` that says which of them it is.
 */
export const runContract = <Operations extends OperationsOf<Operations>, World extends ContractWorld<Operations>>(
  catalog: Catalog<Operations>,
  contract: Contract<Operations, World>,
  open: () => Promise<World>,
): void => {
  // Which operation a case is for was checked by `Contract`.
  const cases = contract as unknown as Readonly<Record<string, AnyCase>>;
  const openWorld = (name: string): Promise<OpenedWorld> => {
    const given = cases[name];
    if (given === undefined) throw new TypeError(`there is no case for '${name}'`);
    return openFor(open, name, given);
  };
  const shared = createSharedWorld(openWorld);
  afterAll(() => shared[Symbol.asyncDispose]());
  for (const [name, operation] of Object.entries<AnyOperation>(catalog.operations)) {
    const title = `${catalog.name}.${name}`;
    for (const { sentence, holds } of changingNothing(operation))
      // oxlint-disable-next-line vitest/expect-expect -- the law expects
      test(`${title}: ${sentence}`, () => shared.use(name, holds, false));
    // oxlint-disable-next-line vitest/expect-expect -- the law expects
    test(`${title}: ${answering.sentence}`, () => shared.use(name, answering.holds, true));
    for (const { sentence, holds } of changing(operation))
      // oxlint-disable-next-line vitest/expect-expect -- the law expects
      test(`${title}: ${sentence}`, async () => {
        await using opened = await openWorld(name);
        await holds(opened.arranged);
      });
  }
};
