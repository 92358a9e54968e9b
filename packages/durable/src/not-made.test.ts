import {
  type Classified,
  createFailure,
  createPolicy,
  createTool,
  defineCatalog,
  defineOperation,
  fail,
  flow,
  invoke,
} from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open, storePath } from './engine.fixture.ts';
import { defineWorkflow } from './workflow.ts';

const say = defineOperation({
  name: 'say',
  summary: 'Say something that nobody can unsay, or find again.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({ text: z.string() }),
  output: z.object({ heardBy: z.int() }),
});

const leftAlone: Classified = {
  kind: 'unavailable',
  message: 'it is left alone',
  mayHaveHappened: false,
  retryAfterMs: 5000,
};

/** A tool that cannot be asked whether it did something, behind a policy that may leave it alone. */
const createSpeaker = () => {
  const said: string[] = [];
  const inner = createTool({
    catalog: defineCatalog('speaker', { say }),
    handlers: { say: async ({ text }) => ({ heardBy: said.push(text) }) },
    classify: () => undefined,
  });
  const speaker = { said, isLeftAlone: false };
  const mayBeLeftAlone = createPolicy(
    () => async (_call, proceed) =>
      speaker.isLeftAlone ? fail(createFailure('say', leftAlone), { durationMs: 0, attempts: 0 }) : proceed(),
  );
  const tool = mayBeLeftAlone(inner);
  const speaks = flow<object>().to(invoke(tool, 'say', () => ({ text: 'hear, hear' })));
  return { speaker, workflows: { speaks: defineWorkflow({ input: z.object({}), flow: speaks }) } };
};

describe('what was written down and then not made', () => {
  test('S85: is made in the next life when the engine was closed at that moment, and nobody is asked', async () => {
    const { speaker, workflows } = createSpeaker();
    const path = await storePath();
    const closed = Promise.withResolvers<void>();
    let count = 0;
    const first = open({
      path,
      workflows,
      // With the run itself its intent is committed.
      onCommit: (moment) => {
        if (moment === 'before' && ++count === 1) closed.resolve(first[Symbol.asyncDispose]());
      },
    });
    const started = first.start('speaks', {}, { runId: 'mine' });
    await Promise.allSettled([started, closed.promise]);
    const second = open({ path, workflows });
    expect(await endOf(second, 'mine')).toMatchObject({ data: { heardBy: 1 } });
    expect(speaker.said).toHaveLength(1);
  });

  test('S76: is no doubt where its tool was left alone, and the run was put away meanwhile', async () => {
    const { speaker, workflows } = createSpeaker();
    const clock = createManualClock();
    const engine = open({ workflows, clock });
    speaker.isLeftAlone = true;
    const runId = idOf(await engine.start('speaks', {}));
    await expect.poll(async () => (await engine.get(runId))?.status).toBe('waiting');
    speaker.isLeftAlone = false;
    await clock.advance(5000);
    expect(await clock.until(endOf(engine, runId))).toMatchObject({ data: { heardBy: 1 } });
    expect(speaker.said).toHaveLength(1);
  });
});
