import { type GateRules, flow, gate, parallel, receive, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { comesTrue, endOf, idOf, reaches, saying } from './following.ts';
import type { EngineSetup, OpenEngine } from './open-engine.ts';

/** What everybody is, as the engine's host knows it. */
const roles: Readonly<Record<string, readonly string[]>> = { Ann: ['lead'], Bob: ['lead'], Cid: ['lead', 'intern'] };
const rolesOf = (name: string): readonly string[] => roles[name] ?? [];

/** An engine whose only workflow asks once, and a run of it that waits for the answer. */
const asked = async (open: OpenEngine, rules: GateRules, setup: Pick<EngineSetup<{}>, 'rolesOf'> = { rolesOf }) => {
  const asks = flow<object>()
    .to(gate('approve', () => ({ question: 'Ship it?', details: 'It is **green**.' }), rules))
    .to(step('shipped', async ({ approve }) => succeed(approve.by)));
  const engine = await open({ workflows: { asks: defineWorkflow({ input: z.object({}), flow: asks }) }, ...setup });
  const runId = idOf(await engine.start('asks', {}));
  await reaches(engine, runId, 'waiting');
  return { engine, runId };
};

const entitled = (open: OpenEngine): void => {
  test('S71: an open gate shows its question, and the run goes on with the answer', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'] });
    await using _ = engine;
    expect(await engine.get(runId)).toMatchObject({
      status: 'waiting',
      waitsFor: ['approve'],
      gates: [{ at: 'approve', question: { question: 'Ship it?', details: 'It is **green**.' }, votes: [] }],
    });
    const ballot = { by: 'Ann', approved: true, comment: 'fine' };
    expect(await engine.decide(runId, 'approve', ballot)).toMatchObject({ data: { verdict: 'approved', missing: 0 } });
    expect(await endOf(engine, runId)).toMatchObject({ data: 'Ann' });
    expect(await engine.get(runId)).toMatchObject({ gates: [], status: 'succeeded' });
  });

  test('S71: a no ends the run as rejected, with who said it and why', async () => {
    const { engine, runId } = await asked(open, {});
    await using _ = engine;
    const ballot = { by: 'Eve', approved: false, comment: 'not on a Friday' };
    expect(await engine.decide(runId, 'approve', ballot)).toMatchObject({ data: { verdict: 'rejected' } });
    expect(await endOf(engine, runId)).toMatchObject({
      error: { kind: 'rejected', by: 'Eve', comment: 'not on a Friday' },
    });
  });

  test('1.8, L6, S71: who may not decide is refused, whatever they say they are', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'] });
    await using _ = engine;
    // A caller may send more than a ballot has.
    const ballot = { by: 'Eve', approved: true, roles: ['lead'] };
    expect(await engine.decide(runId, 'approve', ballot)).toMatchObject({
      error: { kind: 'forbidden', message: saying('Eve') },
    });
    expect(await engine.get(runId)).toMatchObject({ status: 'waiting', gates: [{ votes: [] }] });
    expect(await engine.decide(runId, 'reject', { by: 'Ann', approved: true })).toMatchObject({
      error: { kind: 'not_found' },
    });
  });
};

/** A directory that knows everybody but Eve, of whom it cannot tell. */
const halfADirectory = (name: string): readonly string[] => {
  if (name === 'Eve') throw new Error('the directory is down');
  return rolesOf(name);
};

const deciding = (open: OpenEngine): void => {
  test('S71: roles that cannot be looked up let nobody in, and break nothing', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'] }, { rolesOf: halfADirectory });
    await using _ = engine;
    await expect(engine.decide(runId, 'approve', { by: 'Eve', approved: true })).rejects.toThrow('directory');
    expect(await engine.decide(runId, 'approve', { by: 'Ann', approved: true })).toMatchObject({ success: true });
    expect(await endOf(engine, runId)).toMatchObject({ data: 'Ann' });
  });

  test('S71: of two who decide at once one wins, and the other is told who did', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'] });
    await using _ = engine;
    const answers = await Promise.all([
      engine.decide(runId, 'approve', { by: 'Ann', approved: true }),
      engine.decide(runId, 'approve', { by: 'Bob', approved: false }),
    ]);
    expect(answers).toMatchObject([
      { success: true, data: { verdict: 'approved' } },
      { success: false, error: { kind: 'conflict', message: saying('approved by Ann') } },
    ]);
    expect(await endOf(engine, runId)).toMatchObject({ data: 'Ann' });
    expect(await engine.decide(runId, 'approve', { by: 'Bob', approved: false })).toMatchObject({
      error: { kind: 'conflict' },
    });
  });
};

const several = (open: OpenEngine): void => {
  test('S72: a gate that needs two takes two different people', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'], quorum: 2 });
    await using _ = engine;
    const yes = (by: string) => engine.decide(runId, 'approve', { by, approved: true });
    expect(await yes('Ann')).toMatchObject({ data: { verdict: 'open', missing: 1 } });
    expect(await yes('Ann')).toMatchObject({ error: { kind: 'conflict', message: saying('voted') } });
    expect(await engine.get(runId)).toMatchObject({ status: 'waiting', gates: [{ votes: [{ by: 'Ann' }] }] });
    expect(await yes('Bob')).toMatchObject({ data: { verdict: 'approved', missing: 0 } });
    expect(await endOf(engine, runId)).toMatchObject({ success: true, data: 'Bob' });
    const decided = (await engine.history(runId))?.find(({ kind }) => kind === 'decided');
    expect(decided).toMatchObject({ at: 'approve', value: { votes: [{ by: 'Ann' }, { by: 'Bob' }] } });
  });

  test('S72: one no is enough where two are needed', async () => {
    const { engine, runId } = await asked(open, { approvers: ['lead'], quorum: 2 });
    await using _ = engine;
    await engine.decide(runId, 'approve', { by: 'Ann', approved: true });
    expect(await engine.decide(runId, 'approve', { by: 'Bob', approved: false })).toMatchObject({
      data: { verdict: 'rejected' },
    });
    expect(await endOf(engine, runId)).toMatchObject({ error: { kind: 'rejected', by: 'Bob' } });
  });
};

const delegation = (open: OpenEngine): void => {
  test('1.8, L5, S72: a vote is handed on, and on again, and counts once', async () => {
    const { engine, runId } = await asked(open, { approvers: ['Ann', 'Bob'], quorum: 2 });
    await using _ = engine;
    const yes = (by: string) => engine.decide(runId, 'approve', { by, approved: true });
    const handOn = (by: string, to: string) => engine.delegate(runId, 'approve', { by }, to);
    expect(await handOn('Eve', 'Dan')).toMatchObject({ error: { kind: 'forbidden' } });
    expect(await handOn('Ann', 'Ann')).toMatchObject({ error: { kind: 'conflict' } });
    expect(await handOn('Ann', 'Eve')).toMatchObject({ success: true });
    expect(await engine.get(runId)).toMatchObject({ status: 'waiting', gates: [{ delegates: { Eve: 'Ann' } }] });
    expect(await yes('Ann')).toMatchObject({ error: { kind: 'conflict', message: saying('Eve') } });
    expect(await handOn('Eve', 'Dan')).toMatchObject({ success: true });
    expect(await handOn('Dan', 'Ann')).toMatchObject({ error: { kind: 'conflict' } });
    expect(await yes('Eve')).toMatchObject({ error: { kind: 'conflict' } });
    expect(await yes('Dan')).toMatchObject({ data: { verdict: 'open', missing: 1 } });
    expect(await handOn('Dan', 'Eve')).toMatchObject({ error: { kind: 'conflict' } });
    expect(await handOn('Bob', 'Dan')).toMatchObject({ error: { kind: 'conflict' } });
    expect(await yes('Bob')).toMatchObject({ data: { verdict: 'approved' } });
    expect(await endOf(engine, runId)).toMatchObject({ success: true, data: 'Bob' });
  });
};

/** Asks twice at once, while a step and a message say something that looks like a decision. */
const amongOthers = flow<object>().to(
  parallel({
    first: gate('approve', () => ({ question: 'Ship it?' }), { approvers: ['lead'] }),
    second: gate('publish', () => ({ question: 'Tell everybody?' }), { approvers: ['lead'] }),
    third: receive('approve', z.unknown()),
    fourth: step('score', async () => succeed({ approved: true, by: 'Ann', confidence: 0.95 })),
  }),
);

const byItself = (open: OpenEngine): void => {
  test('1.8, L4, S71: a gate is decided by nothing that a step, a message or another gate says', async () => {
    const workflows = { asks: defineWorkflow({ input: z.object({}), flow: amongOthers }) };
    await using engine = await open({ workflows, rolesOf });
    const runId = idOf(await engine.start('asks', {}));
    await engine.signal(runId, 'approve', { approved: true, by: 'Ann' });
    await reaches(engine, runId, 'waiting');
    await engine.decide(runId, 'second/publish', { by: 'Ann', approved: true });
    await comesTrue(async () => (await engine.get(runId))?.waitsFor?.join() === 'first/approve');
    expect(await engine.get(runId)).toMatchObject({ status: 'waiting', gates: [{ at: 'first/approve', votes: [] }] });
    const decided = (await engine.history(runId))?.filter(({ kind }) => kind === 'decided');
    expect(decided?.map(({ at }) => at)).toEqual(['second/publish']);
    await engine.decide(runId, 'first/approve', { by: 'Bob', approved: false });
    expect(await endOf(engine, runId)).toMatchObject({ error: { kind: 'rejected', by: 'Bob' } });
  });
};

/** What holds of gates, and of the people who decide at them. */
export const gateTests = (open: OpenEngine): void => {
  describe('gates', () => {
    entitled(open);
    deciding(open);
    several(open);
    delegation(open);
    byItself(open);
  });
};
