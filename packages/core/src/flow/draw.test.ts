import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  branch,
  drawFlow,
  fallback,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  race,
  receive,
  retry,
  saga,
  shield,
  sleep,
  step,
  succeed,
  timeout,
  type Node,
} from '../index.ts';
import { createWorld } from '../world.fixture.ts';

const { tool } = createWorld();
const one = step('one', async () => succeed(1));
const two = step('two', async () => succeed(2));

/** A drawing in words: each line, with what a box says in place of its number. */
const inWords = (part: { readonly node: Node }): readonly string[] => {
  const lines = drawFlow(part).trimEnd().split('\n').slice(1);
  const texts = new Map<string, string>();
  for (const line of lines) {
    const [, id, text] = /^ {2}(n\d+)[^\w\s-]+"(.*)"/.exec(line) ?? [];
    if (id !== undefined && text !== undefined) texts.set(id, text === ' ' ? 'end' : text);
  }
  return lines.flatMap((line) => {
    const [, from, label, to] = /^ {2}(n\d+) -->(?:\|"(.*)"\|)? (n\d+)$/.exec(line) ?? [];
    if (from !== undefined && to !== undefined)
      return [`${texts.get(from)} ${label === undefined ? '' : `(${label}) `}to ${texts.get(to)}`];
    const [, title] = /subgraph s\d+\["(.*)"\]/.exec(line) ?? [];
    return title === undefined ? [] : [`frame: ${title}`];
  });
};

describe('a drawing of', () => {
  test.each<readonly [string, { readonly node: Node }, readonly string[]]>([
    [
      'a sequence',
      flow<unknown>().to(one).to(sleep('settle', 50)).to(two),
      ['one to settle: wait 50 ms', 'settle: wait 50 ms to two'],
    ],
    ['a saga', saga<unknown>().to(one).to(two), ['frame: all of it, or none', 'one to two']],
    ['a parallel', parallel({ a: one, b: two }), ['all (a) to one', 'one to end', 'all (b) to two', 'two to end']],
    ['a race', race('first', { a: one }), ['first: the first (a) to one', 'one to end']],
    ['a branch', branch('way', () => 'up', { up: one }), ['way? (up) to one', 'one to end']],
    [
      'a fallback',
      fallback(
        'either',
        () => one,
        () => two,
      ),
      ['either (first) to one', 'one to end', 'either (otherwise) to two', 'two to end'],
    ],
    [
      'a forEach',
      forEach(
        'each',
        () => [],
        () => one,
        { atOnce: 3 },
      ),
      ['frame: each: for each, 3 at once'],
    ],
    ['a retry', retry(() => one, { attempts: 4, waitMs: 1 }), ['frame: up to 4 attempts']],
    ['a timeout', timeout(() => one, 250), ['frame: within 250 ms']],
    ['a shield', shield(() => one, 900), ['frame: even when cancelled']],
  ])('%s', (_kind, part, words) => expect(inWords(part)).toEqual(words));

  test.each<readonly [string, { readonly node: Node }, string]>([
    ['a step', one, '["one"]'],
    ['a message', receive('deployed', z.string()), '>"deployed: a message"]'],
    ['a gate', gate('approve', () => ({ question: '?' })), '{{"approve?"}}'],
    ['a read', invoke(tool, 'list_items', () => ({})), '["world.list_items"]'],
    [
      'a write',
      invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'make' }),
      '["make: world.create_item (can be undone)"]',
    ],
    ['a write that stays', invoke(tool, 'announce', () => ({ text: '' })), '["world.announce (stays)"]'],
    ['an operation that is not there', invoke(tool, 'none' as 'list_items', () => ({})), '["world.none"]'],
    ['an empty flow', flow<unknown>(), '(["nothing"])'],
    ['a name with marks of HTML', step('a "b" <i> & c', async () => succeed(1)), '["a &quot;b&quot; &lt;i> &amp; c"]'],
  ])('%s is one box', (_kind, part, box) => expect(drawFlow(part)).toBe(`flowchart TD\n  n0${box}\n`));
});

test('S6: a whole drawing is Mermaid', () => {
  expect(
    drawFlow(
      saga<unknown>()
        .to(one)
        .to(parallel({ a: two })),
    ),
  ).toMatchInlineSnapshot(`
    "flowchart TD
      subgraph s0["all of it, or none"]
      n1["one"]
      n2[/"all"/]
      n3((" "))
      n4["two"]
      n2 -->|"a"| n4
      n4 --> n3
      n1 --> n2
      end
    "
  `);
});
