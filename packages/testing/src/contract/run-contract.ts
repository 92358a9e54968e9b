import type { AnyOperation, AnyTool, Catalog, OperationsOf } from '@strata/core';
import { test } from 'vitest';
import type { Contract, ContractWorld } from './contract.ts';
import {
  type AnyCase,
  type Arranged,
  answersAsItSays,
  obeysCancellation,
  refusesWrongInput,
  tagsAreNames,
} from './laws.ts';
import { canBeSettled, dryRunChangesNothing, locateFindsThisCall, twiceIsOnce, undoBringsBack } from './write-laws.ts';

/** What has to hold, as a sentence, and what tries it. */
interface Law {
  readonly sentence: string;
  readonly holds: (arranged: Arranged) => Promise<void>;
}

const forAll: readonly Law[] = [
  { sentence: 'answers as its schema says, and as JSON', holds: answersAsItSays },
  { sentence: 'a field that does not fit is named, and nothing is asked', holds: refusesWrongInput },
  { sentence: 'a call that was cancelled before is not begun', holds: obeysCancellation },
];

const forWrites: readonly Law[] = [
  { sentence: 'a dry run changes nothing', holds: dryRunChangesNothing },
  { sentence: 'its inverse brings back what was there, or it says why not', holds: undoBringsBack },
  { sentence: 'a call in doubt is looked for or repeated, or it says why not', holds: canBeSettled },
];

const only = (isMeant: boolean, sentence: string, holds: Law['holds']): readonly Law[] =>
  isMeant ? [{ sentence, holds }] : [];

/** The laws that an operation is under, by its own definition. */
const lawsOf = (operation: AnyOperation): readonly Law[] => [
  ...forAll,
  ...only('tags' in operation, 'its tags are names', tagsAreNames),
  ...(operation.effect === 'read' ? [] : forWrites),
  ...only('locate' in operation, 'is found again by the mark of its call', locateFindsThisCall),
  ...only(operation.effect !== 'read' && operation.idempotent === true, 'twice is as once', twiceIsOnce),
];

/**
 * Makes the tests of a contract: for each operation its own case, and the laws that follow from its definition (undo,
 * locate, repetition, dry runs, refusals, cancellation). `open` makes a fresh world for each; run it for the fake and for
 * the real tool, and one can stand for the other. Call it inside a `describe` that says which of them it is.
 */
export const runContract = <Operations extends OperationsOf<Operations>, World extends ContractWorld<Operations>>(
  catalog: Catalog<Operations>,
  contract: Contract<Operations, World>,
  open: () => Promise<World>,
): void => {
  for (const [name, given] of Object.entries(contract)) {
    const operation: AnyOperation | undefined = catalog.operations[name as keyof Operations];
    if (operation === undefined) throw new TypeError(`${catalog.name} has no operation '${name}'`);
    // Which operation a case is for was checked by `Contract`.
    const anyCase = given as AnyCase;
    const tryLaw = async ({ holds }: Law): Promise<void> => {
      await using world = await open();
      const tool = world.tool as unknown as AnyTool;
      const performed = tool.operations[name];
      if (performed === undefined) throw new TypeError(`the tool that was opened has no '${name}'`);
      const request = await anyCase.arrange(world);
      const observe = async (): Promise<unknown> => (await anyCase.observe?.(world, request)) ?? null;
      const reached = (): number | undefined => world.reached?.();
      await holds({ tool, operation: performed, request, given: anyCase, world, reached, observe });
    };
    for (const law of lawsOf(operation))
      // oxlint-disable-next-line vitest/expect-expect -- the law expects
      test(`${catalog.name}.${name}: ${law.sentence}`, () => tryLaw(law));
  }
};
