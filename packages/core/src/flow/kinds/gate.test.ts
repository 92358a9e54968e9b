import { describe, expect, test } from 'vitest';
import { type Decide, createMemoryRuntime, flow, gate, runFlow, step, succeed } from '../../index.ts';
import { aborted, createLatch, createStage } from '../run.fixture.ts';

const asking = flow<{ readonly number: number }>()
  .to(
    gate('approve', ({ input }) => ({ question: `Merge #${input.number}?`, details: '*all green*' }), {
      approvers: ['release'],
    }),
  )
  .to(step('by', async ({ approve }) => succeed(approve.by)));

const decidedBy = (decide: Decide) => createStage({ runtime: createMemoryRuntime({ decide }) });

describe('S7: a gate', () => {
  test('puts its question, and goes on with a yes, which can be read', async () => {
    const asked: unknown[] = [];
    const { ctx, told, events } = decidedBy(async (key, question) => {
      asked.push(key, question);
      return { approved: true, by: 'ana', roles: ['release'] };
    });
    expect(await runFlow(asking, { number: 7 }, ctx)).toMatchObject({ data: 'ana' });
    expect(asked).toEqual(['approve', { question: 'Merge #7?', details: '*all green*', approvers: ['release'] }]);
    expect(told().slice(0, 4)).toEqual(['started approve', 'waiting approve', 'decided approve', 'finished approve']);
    expect(events[1]).toMatchObject({ question: 'Merge #7?' });
    expect(events[2]).toMatchObject({ approved: true, by: 'ana' });
  });

  test.each([
    ['without a word', {}, 'bo said no'],
    ['with a reason', { comment: 'not on a Friday' }, 'bo said no: not on a Friday'],
  ])('ends with a no %s', async (_how, said, message) => {
    const { ctx } = decidedBy(async () => ({ approved: false, by: 'bo', ...said }));
    const answer = await runFlow(asking, { number: 7 }, ctx);
    expect(answer).toMatchObject({ success: false });
    expect(answer.success ? {} : answer.error).toEqual({
      kind: 'rejected',
      operation: 'approve',
      message,
      by: 'bo',
      retryable: false,
      ...said,
    });
  });

  test('that needs two different people does not take one for two', async () => {
    const two = flow<unknown>().to(gate('both', () => ({ question: '?' }), { quorum: 2 }));
    const { ctx } = decidedBy(async () => ({ approved: true, by: 'ann' }));
    expect(await runFlow(two, {}, ctx)).toMatchObject({
      error: { kind: 'rejected', by: 'ann', comment: '2 different people have to approve' },
    });
    const people = ['ann', 'bo'];
    const both = decidedBy(async () => ({ approved: true, by: people.shift() ?? 'nobody' }));
    expect(await runFlow(two, {}, both.ctx)).toMatchObject({
      data: { by: 'bo', votes: [{ by: 'ann' }, { by: 'bo' }] },
    });
  });

  test('goes on, or not, as it says itself when nobody has decided in time, whoever may decide', async () => {
    for (const outcome of ['approved', 'rejected'] as const) {
      const stage = createStage();
      const runtime = createMemoryRuntime({ clock: stage.clock, decide: () => new Promise(() => {}) });
      const patient = flow<unknown>().to(
        gate('soon', () => ({ question: '?' }), { approvers: ['ann'], expires: { afterMs: 100, outcome } }),
      );
      const running = runFlow(patient, {}, { ...stage.ctx, runtime });
      await stage.clock.advance(100);
      expect((await running).success).toBe(outcome === 'approved');
    }
  });

  test('1.8, L7: is refused when nobody is there to decide', async () => {
    const { ctx } = createStage();
    expect(await runFlow(asking, { number: 7 }, ctx)).toMatchObject({ error: { kind: 'rejected', by: 'nobody' } });
  });

  test('may ask others than its own approvers, and anyone when it names none', async () => {
    const asked: unknown[] = [];
    const { ctx } = decidedBy(async (_key, { approvers }) => {
      asked.push(approvers);
      return { approved: true, by: 'ana', roles: ['a', 'b'] };
    });
    const three = flow<unknown>()
      .to(gate('own', () => ({ question: '?' }), { approvers: ['a'] }))
      .to(gate('others', () => ({ question: '?', approvers: ['b'] }), { approvers: ['a'] }))
      .to(gate('anyone', () => ({ question: '?' })));
    await runFlow(three, {}, ctx);
    expect(asked).toEqual([['a'], ['b'], undefined]);
  });

  test.each([
    ['by name', { by: 'release' }, true],
    ['by role', { by: 'ana', roles: ['release', 'staff'] }, true],
    ['neither by name nor by role', { by: 'mallory', roles: ['staff'] }, false],
  ])('takes a yes only from its approvers: %s', async (_how, who, success) => {
    const { ctx } = decidedBy(async () => ({ approved: true, ...who }));
    const answer = await runFlow(asking, { number: 7 }, ctx);
    expect(answer.success).toBe(success);
    if (!answer.success)
      expect(answer.error).toMatchObject({ kind: 'rejected', by: 'mallory', comment: 'only release may approve' });
  });

  test('whose question cannot be made is a defect, and nobody is asked', async () => {
    const { ctx, told } = createStage();
    const broken = gate('approve', (): { question: string } => {
      throw new Error('no question');
    });
    expect(await runFlow(flow<unknown>().to(broken), {}, ctx)).toMatchObject({
      error: { kind: 'defect', message: 'Error: no question' },
    });
    expect(told()).toEqual(['started approve', 'failed approve']);
  });

  test('called off while it waits is cancelled, and whoever was asked is told', async () => {
    const [asked, heard] = [createLatch(), createLatch()];
    const { ctx, caller } = decidedBy(async (_key, _question, signal) => {
      asked.open();
      await aborted(signal);
      heard.open();
      return { approved: true, by: 'too late' };
    });
    const running = runFlow(asking, { number: 7 }, ctx);
    await asked.opened;
    caller.abort();
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'approve' } });
    await heard.opened;
  });

  test('does not ask when the flow was called off before', async () => {
    const { ctx, caller } = decidedBy(() => expect.unreachable());
    caller.abort();
    expect(await runFlow(asking, { number: 7 }, ctx)).toMatchObject({ error: { kind: 'cancelled' } });
  });
});
