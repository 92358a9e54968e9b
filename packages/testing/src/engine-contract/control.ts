import { flow, gate, invoke, saga, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { aborted, createLatch, endOf, idOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { type Workshop, createWorkshop } from './workshop.ts';

const nothing = z.object({});
const Ann = { by: 'Ann', comment: 'wrong repository' };

/** Makes two things and asks; what it has made is taken back when it ends in any other way. */
const makes = ({ tool }: Workshop) =>
  defineWorkflow({
    input: nothing,
    flow: saga<object>()
      .to(invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'one' }))
      .to(invoke(tool, 'create_item', () => ({ name: 'b' }), { as: 'two' }))
      .to(gate('approve', () => ({ question: '?' }))),
  });

const cancelling = (open: OpenEngine): void => {
  test('1.8, L8, S75: a run that waits is cancelled, and takes back what its saga says', async () => {
    const workshop = createWorkshop();
    await using engine = await open({ workflows: { makes: makes(workshop) } });
    const runId = idOf(await engine.start('makes', {}));
    await reaches(engine, runId, 'waiting');
    expect(workshop.names()).toEqual(['a', 'b']);
    expect(await engine.cancel(runId, Ann)).toMatchObject({ success: true });
    expect(await reaches(engine, runId, 'cancelled')).toMatchObject({
      gates: [],
      outcome: { error: { kind: 'saga_failed', cause: { kind: 'cancelled' }, undoComplete: true } },
    });
    expect(workshop.names()).toEqual([]);
    expect(await engine.cancel(runId, Ann)).toMatchObject({ error: { kind: 'conflict' } });
    expect(await engine.decide(runId, 'approve', { by: 'Bob', approved: true })).toMatchObject({
      error: { kind: 'conflict' },
    });
  });

  test('S75: a run that is at work is cancelled at once', async () => {
    const workshop = createWorkshop();
    const reached = createLatch();
    workshop.interfere = async (_name, when, { signal }) => {
      if (workshop.names().length < 2 || when === 'before') return;
      reached.open();
      await aborted(signal);
    };
    await using engine = await open({ workflows: { makes: makes(workshop) } });
    const runId = idOf(await engine.start('makes', {}));
    await reached.opened;
    workshop.interfere = () => undefined;
    await engine.cancel(runId, Ann);
    await reaches(engine, runId, 'cancelled');
    // The second one was in doubt, and has been found.
    expect(workshop.names()).toEqual([]);
  });

  test('S75: a run that waits for its turn is cancelled before it does anything', async () => {
    const workshop = createWorkshop();
    const held = createLatch();
    const holds = flow<object>().to(step('hold', async () => succeed(await held.opened)));
    const workflows = { holds: defineWorkflow({ input: nothing, flow: holds }), makes: makes(workshop) };
    await using engine = await open({ workflows, atOnce: 1 });
    const first = idOf(await engine.start('holds', {}));
    const runId = idOf(await engine.start('makes', {}));
    await reaches(engine, runId, 'pending');
    await engine.cancel(runId, Ann);
    held.open();
    await reaches(engine, runId, 'cancelled');
    expect(workshop.called).toEqual([]);
    expect(await endOf(engine, first)).toMatchObject({ success: true });
  });
};

const pausing = (open: OpenEngine): void => {
  test('S75: a run goes no further than what it is at while it is paused', async () => {
    const workshop = createWorkshop();
    const [reached, held] = [createLatch(), createLatch()];
    workshop.interfere = async () => {
      reached.open();
      await held.opened;
    };
    await using engine = await open({ workflows: { makes: makes(workshop) } });
    const runId = idOf(await engine.start('makes', {}));
    await reached.opened;
    expect(await engine.pause(runId, Ann)).toMatchObject({ success: true });
    held.open();
    await reaches(engine, runId, 'paused');
    expect(workshop.names()).toEqual(['a']);
    expect(await engine.resume(runId, Ann)).toMatchObject({ success: true });
    await reaches(engine, runId, 'waiting');
    expect(workshop.names()).toEqual(['a', 'b']);
    expect(await engine.resume(runId, Ann)).toMatchObject({ error: { kind: 'conflict' } });
  });

  test('S75: what is decided while a run is paused is known when it goes on', async () => {
    await using engine = await open({ workflows: { makes: makes(createWorkshop()) } });
    const runId = idOf(await engine.start('makes', {}));
    await reaches(engine, runId, 'waiting');
    await engine.pause(runId, Ann);
    await reaches(engine, runId, 'paused');
    expect(await engine.decide(runId, 'approve', { by: 'Bob', approved: true })).toMatchObject({ success: true });
    await reaches(engine, runId, 'paused');
    await engine.resume(runId, Ann);
    expect(await endOf(engine, runId)).toMatchObject({ success: true });
  });
};

const pausingAndNot = (open: OpenEngine): void => {
  test('S75: a pause that is taken back before it has come about changes nothing', async () => {
    const workshop = createWorkshop();
    const [reached, held] = [createLatch(), createLatch()];
    workshop.interfere = async () => {
      reached.open();
      await held.opened;
    };
    await using engine = await open({ workflows: { makes: makes(workshop) } });
    const runId = idOf(await engine.start('makes', {}));
    await reached.opened;
    await engine.pause(runId, Ann);
    expect(await engine.resume(runId, Ann)).toMatchObject({ success: true });
    held.open();
    await reaches(engine, runId, 'waiting');
    expect(workshop.names()).toEqual(['a', 'b']);
  });

  test('S75: a paused run can be cancelled, and one that is being cancelled is not paused', async () => {
    const workshop = createWorkshop();
    await using engine = await open({ workflows: { makes: makes(workshop) } });
    const runId = idOf(await engine.start('makes', {}));
    await reaches(engine, runId, 'waiting');
    await engine.pause(runId, Ann);
    await reaches(engine, runId, 'paused');
    const held = createLatch();
    workshop.interfere = () => held.opened;
    await engine.cancel(runId, Ann);
    expect(await engine.pause(runId, Ann)).toMatchObject({ error: { kind: 'conflict' } });
    held.open();
    await reaches(engine, runId, 'cancelled');
    expect(workshop.names()).toEqual([]);
  });
};

/** Pausing and cancelling at the very moment in which a run is put away must not be lost. */
const atTheWrongMoment = (open: OpenEngine): void => {
  test.each(['cancel', 'pause'] as const)(
    'S75: to %s a run is not lost at the moment when it begins to wait',
    async (what) => {
      await using engine = await open({ workflows: { makes: makes(createWorkshop()) } });
      const runIds = await Promise.all(Array.from({ length: 20 }, async () => idOf(await engine.start('makes', {}))));
      // Each after a few turns more than the one before: one of them hits it.
      for (const [turns, runId] of runIds.entries()) {
        for (let turn = 0; turn < turns % 7; turn++) await engine.get(runId);
        await engine[what](runId, Ann);
      }
      const status = what === 'cancel' ? 'cancelled' : 'paused';
      for (const runId of runIds) await reaches(engine, runId, status);
      expect((await engine.list({ status })).runs).toHaveLength(runIds.length);
    },
  );
};

/** What holds of cancelling and pausing. */
export const controlTests = (open: OpenEngine): void => {
  describe('control', () => {
    cancelling(open);
    pausing(open);
    pausingAndNot(open);
    atTheWrongMoment(open);
  });
};
