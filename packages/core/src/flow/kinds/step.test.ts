import { describe, expect, test } from 'vitest';
import { branch, fail, flow, runFlow, sleep, step, succeed } from '../../index.ts';
import { createStage, runAlone } from '../run.fixture.ts';

describe('S7: a step', () => {
  test('gives what its function succeeds with, and fails as its function does', async () => {
    const { ctx } = createStage();
    expect(
      await runAlone(
        step('a', async () => succeed([1])),
        ctx,
      ),
    ).toMatchObject({ data: [1] });
    expect(
      await runAlone(
        step('a', async () => fail({ code: 7 })),
        ctx,
      ),
    ).toMatchObject({ error: { code: 7 } });
  });

  test('is given the context', async () => {
    const { ctx } = createStage({ agent: 'ana' });
    const who = step('who', async (_outputs: unknown, inner) => succeed([inner.agent, inner.correlationId]));
    expect(await runFlow(who, {}, ctx)).toMatchObject({ data: ['ana', 'run'] });
  });

  test.each([[new Error('broken')], ['broken'], [undefined]])(
    'that throws (%s) is a defect, told as a failure',
    async (thrown) => {
      const { ctx } = createStage();
      const broken = step('broken', async () => {
        // oxlint-disable-next-line typescript/only-throw-error -- what careless code throws
        throw thrown;
      });
      expect(await runFlow(flow(broken), {}, ctx)).toMatchObject({
        error: {
          kind: 'defect',
          operation: 'broken',
          message: String(thrown),
          retryable: false,
          mayHaveHappened: false,
        },
      });
    },
  );
});

describe('a branch', () => {
  const way = branch('way', ({ input }: { readonly input: 'left' | 'right' }) => input, {
    left: step('go', async () => succeed('went left')),
    right: step('go', async ({ input }) => succeed(`went ${input}`)),
  });

  test.each(['left', 'right'] as const)('runs the case that is chosen: %s', async (input) => {
    const { ctx, told } = createStage();
    const then = flow<'left' | 'right'>()
      .to(way)
      .to(step('after', async (outputs) => succeed(outputs.way)));
    expect(await runFlow(then, input, ctx)).toMatchObject({ data: `went ${input}` });
    expect(told()).toEqual([
      'started way',
      `started way/${input}/go`,
      `finished way/${input}/go`,
      'finished way',
      'started after',
      'finished after',
    ]);
  });

  test.each(['up', '__proto__', 'constructor'])('that chooses what is not there (%s) is a defect', async (input) => {
    const { ctx } = createStage();
    expect(await runFlow(way, input as 'left', ctx)).toMatchObject({
      error: { kind: 'defect', message: `there is no case '${input}'` },
    });
  });

  test('whose choice throws is a defect', async () => {
    const { ctx } = createStage();
    const choose = (): 'a' => {
      throw new Error('no idea');
    };
    const broken = branch('way', choose, { a: step('a', async () => succeed(1)) });
    expect(await runFlow(broken, {}, ctx)).toMatchObject({ error: { kind: 'defect', message: 'Error: no idea' } });
  });
});

test('a sleep lets the next step begin when its time has passed', async () => {
  const { ctx, clock } = createStage();
  const from = clock.now();
  const late = flow(sleep('settle', 500)).to(step('at', async () => succeed(clock.now() - from)));
  const running = runFlow(late, {}, ctx);
  await clock.advance(500);
  expect(await running).toMatchObject({ data: 500 });
});
