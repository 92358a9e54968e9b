import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ApprovalDesk, approveAll, askAt } from './approval.ts';
import { MemoryStream } from './memory-io.fixture.ts';
import { textLike } from './text-like.fixture.ts';

const question = { question: 'Merge #1?', details: 'All green.' };
const never = new AbortController().signal;

const desk = (input: PassThrough = new PassThrough()) => {
  const told: string[] = [];
  const output = new MemoryStream(true);
  const tell = (word: string) => (): void => void told.push(word);
  const it: ApprovalDesk = {
    input,
    output,
    pause: tell('pause'),
    resume: tell('resume'),
    interrupted: tell('interrupted'),
  };
  return { desk: it, input, output, told };
};

const answer = async (typed: string) => {
  const { desk: it, input, output, told } = desk();
  const decision = askAt(it)('approve', question, never);
  await output.holds('Refuse');
  input.write(typed);
  return { decision: await decision, told, text: output.text };
};

describe('asking at a terminal', () => {
  test('yes is yes, by the user; the question stands below its details', async () => {
    const { decision, told, text } = await answer('y');
    expect(decision).toEqual({ approved: true, by: textLike(/./) });
    expect(text.indexOf('All green.')).toBeLessThan(text.indexOf('Merge #1?'));
    expect(told).toEqual(['pause', 'resume']);
  });

  test('no is no, and so is return alone', async () => {
    expect((await answer('n')).decision).toMatchObject({ approved: false });
    expect((await answer('\r')).decision).toMatchObject({ approved: false });
  });

  test('Ctrl-C asks to stop', async () => {
    const { decision, told } = await answer('\u0003');
    expect(decision).toMatchObject({ approved: false });
    expect(told).toEqual(['pause', 'interrupted', 'resume']);
  });

  test('the question goes away when nobody waits for the answer any more', async () => {
    const { desk: it, output, told } = desk();
    const stopped = new AbortController();
    const decision = askAt(it)('approve', question, stopped.signal);
    await output.holds('Refuse');
    stopped.abort();
    expect(await decision).toMatchObject({ approved: false });
    expect(told).toEqual(['pause', 'resume']);
  });

  test('a terminal that breaks has approved nothing', async () => {
    const broken = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: () => {
        throw new Error('EIO');
      },
    });
    const { desk: it, told } = desk(broken);
    const decision = await askAt(it)('approve', question, never);
    expect(decision).toMatchObject({ approved: false, by: 'nobody', comment: textLike(/EIO/) });
    expect(told).toEqual(['pause', 'resume']);
  });
});

test('auto approves as auto', async () => {
  expect(await approveAll('approve', question, never)).toEqual({ approved: true, by: 'auto' });
});
