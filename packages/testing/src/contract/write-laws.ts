import { contractCall } from './contract-call.ts';
import { createFirstLooks, inverseOf, lookForEffect } from '@strata/core';
import { expect } from 'vitest';
import { type Arranged, callContext, perform } from './laws.ts';

/** A dry run shows what would be done, and does not do it. */
export const dryRunChangesNothing = async ({ tool, request, reached, observe }: Arranged): Promise<void> => {
  const before = await observe();
  const asked = reached();
  const answer = await tool.execute(request, callContext(contractCall, { dryRun: true }));
  expect(answer).toMatchObject({ success: false, error: { kind: 'dry_run' } });
  expect(reached()).toBe(asked);
  expect(await observe()).toEqual(before);
};

/** Others see the effect; the inverse brings back what they saw before, or the operation says why it stays. */
export const undoBringsBack = async ({ tool, operation, request, given, observe }: Arranged): Promise<void> => {
  const before = await observe();
  const output = await perform(tool, request);
  const after = await observe();
  if (given.changesNothing === undefined) expect(after).not.toEqual(before);
  else expect(after).toEqual(before);
  const undo = inverseOf(operation, request, output);
  if (undo === undefined) {
    const why = operation.undo === undefined ? operation.irreversible : (given.nothingToUndo ?? given.changesNothing);
    expect(why).toBeTypeOf('string');
    return;
  }
  expect(given.nothingToUndo).toBeUndefined();
  await perform(tool, undo, callContext('contract/undo'));
  expect(await observe()).toEqual(before);
};

/** A repetition, after an attempt whose answer was lost, is taken back as that attempt would have been. */
export const repeatedIsTakenBack = async ({ tool, operation, request, given, observe }: Arranged): Promise<void> => {
  const before = await observe();
  const ctx = callContext(contractCall, { firstLooks: createFirstLooks() });
  await perform(tool, request, ctx);
  const output = await perform(tool, request, { ...ctx, retried: true });
  const undo = inverseOf(operation, request, output);
  if (undo !== undefined) await perform(tool, undo, callContext('contract/undo'));
  else expect(given.nothingToUndo ?? given.changesNothing).toBeTypeOf('string');
  if (undo !== undefined) expect(await observe()).toEqual(before);
};

/** What a call has made is found by its own mark as it was answered, and by no other call's; before it, nothing is. */
export const locateFindsThisCall = async ({ tool, request, given }: Arranged): Promise<void> => {
  const ctx = callContext('contract/look');
  const look = async (callId: string): Promise<unknown> => {
    const found = await lookForEffect(tool, request, ctx, callId);
    if (given.traceless !== undefined && found?.success === false && found.error.kind === 'needs_attention') return;
    if (found?.success !== true) throw new Error(`the look failed: ${JSON.stringify(found)}`);
    return found.data;
  };
  const shown = given.comparable ?? ((output: unknown) => output);
  expect(await look(contractCall)).toBeUndefined();
  const output = await perform(tool, request);
  expect(shown(await look(contractCall))).toEqual(shown(output));
  const other = await look('contract/another call');
  if (given.unmarked === undefined) expect(other).toBeUndefined();
  else expect(other).toBeDefined();
};

/** A write in doubt can be looked for, or can be repeated; or the case says why nobody may do either. */
export const canBeSettled = async ({ operation, given }: Arranged): Promise<void> => {
  const canBe = operation.locate !== undefined || operation.idempotent === true;
  expect(given.unrepeatable === undefined).toBe(canBe);
};

/** Once more changes nothing more. */
export const twiceIsOnce = async ({ tool, request, observe }: Arranged): Promise<void> => {
  await perform(tool, request);
  const once = await observe();
  await perform(tool, request);
  expect(await observe()).toEqual(once);
};
