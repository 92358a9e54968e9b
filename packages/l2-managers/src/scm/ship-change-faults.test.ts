import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Policy, createFailure, createPolicy, fail, sleepFor, systemClock } from '@strata/core';
import { type Remembered, asked, deciding, openShop, readBack, realCi, request } from '../shop.fixture.ts';
import type { CIPipelineManager } from '../ci/ci-pipeline-manager.ts';

// The change is tested for real once; the sweep is about what happens on GitHub after that.
const remembered: Remembered = new Map();
let ci: CIPipelineManager;
beforeAll(() => {
  const real = realCi();
  ci = Object.assign(Object.create(real) as CIPipelineManager, { execute: asked(remembered)(real).execute });
});
afterAll(() => remembered.clear());

/** The writes of the saga, in their order. */
const writes = ['create_branch', 'commit_files', 'create_pr', 'add_comment', 'merge_pr'] as const;

const cut = (operation: string) =>
  fail(createFailure(operation, { kind: 'unavailable', message: 'the connection was cut', mayHaveHappened: true }));

const never = new AbortController().signal;
/** What is still on its way to GitHub. */
const arrivals: Promise<unknown>[] = [];

/** Ways in which one operation goes wrong at the boundary of the tool. */
const faults: Readonly<Record<string, (operation: string, cancel: () => void) => Policy>> = {
  'is refused': (operation) =>
    createPolicy(
      () => async (call, proceed) =>
        call.operation.name === operation
          ? fail(createFailure(operation, { kind: 'refused', message: 'no' }))
          : proceed(),
    ),
  'never arrives': (operation) =>
    createPolicy(() => async (call, proceed) => (call.operation.name === operation ? cut(operation) : proceed())),
  'is done and its answer lost': (operation) =>
    createPolicy(() => async (call, proceed) => {
      const result = await proceed();
      return call.operation.name === operation ? cut(operation) : result;
    }),
  'is done, and the caller cancels': (operation, cancel) =>
    createPolicy(() => async (call, proceed) => {
      const result = await proceed();
      if (call.operation.name === operation) cancel();
      return result;
    }),
  'arrives only after its caller has hung up': (operation, cancel) =>
    createPolicy(() => async (call, proceed) => {
      if (call.operation.name !== operation) return proceed();
      cancel();
      // As a request on its way does: it lands on GitHub whether anybody still waits or not.
      const late = sleepFor(systemClock, 200, never).then(() => proceed({ ...call.ctx, signal: never }));
      arrivals.push(late);
      return cut(operation);
    }),
  throws: (operation) =>
    createPolicy(() => async (call, proceed) => {
      if (call.operation.name === operation) throw new Error('a bug');
      return proceed();
    }),
};

const cases = Object.keys(faults).flatMap((fault) => writes.map((operation) => ({ fault, operation })));

test.each(cases)(
  'S33 P8: when $operation $fault, the repository is afterwards as it was before',
  async ({ fault, operation }) => {
    await using shop = await openShop();
    const before = await readBack(shop);
    const cancel = new AbortController();
    const make = faults[fault] as (operation: string, cancel: () => void) => Policy;
    const manager = shop.manager(
      make(operation, () => cancel.abort()),
      ci,
    );
    const result = await manager.execute(request(shop.project), deciding(true, { signal: cancel.signal }));

    await Promise.all(arrivals.splice(0));

    // A merge that happened can't be taken back, and the report must say so.
    if (operation === 'merge_pr' && fault === 'is done, and the caller cancels')
      return expect(result).toMatchObject({ success: true, data: { branchDeleted: true } });
    expect(result).toMatchObject({ success: false, error: { kind: 'saga_failed', undoComplete: true } });
    if (operation === 'merge_pr' && (fault === 'is done and its answer lost' || fault.startsWith('arrives')))
      return expect(result).toMatchObject({ error: { effects: [{ operation, outcome: 'kept' }, {}, {}, {}, {}] } });
    return expect(await readBack(shop)).toEqual(before);
  },
);

test('an undo that fails is reported, and the others are done all the same', async () => {
  await using shop = await openShop();
  const stuck = createPolicy(
    () => async (call, proceed) =>
      call.operation.name === 'close_pr'
        ? fail(createFailure('close_pr', { kind: 'forbidden', message: 'not today' }))
        : proceed(),
  );
  const result = await shop.manager(stuck, ci).execute(request(shop.project), deciding(false));
  expect(result).toMatchObject({
    error: {
      undoComplete: false,
      effects: [
        { operation: 'add_comment', outcome: 'undone' },
        { operation: 'create_pr', outcome: 'undo_failed', error: { kind: 'forbidden', message: 'not today' } },
        { operation: 'commit_files', outcome: 'undone' },
        { operation: 'create_branch', outcome: 'undone' },
      ],
    },
  });
  expect(await readBack(shop)).toMatchObject({ branches: [['main', shop.local.baseSha]], open: [1] });
});

test('a branch that cannot be deleted after the merge does not undo the merge', async () => {
  await using shop = await openShop();
  const stuck = createPolicy(
    () => async (call, proceed) =>
      call.operation.name === 'delete_branch'
        ? fail(createFailure('delete_branch', { kind: 'forbidden', message: 'protected' }))
        : proceed(),
  );
  const result = await shop.manager(stuck, ci).execute(request(shop.project), deciding(true));
  expect(result).toMatchObject({ success: true, data: { branchDeleted: false } });
});
