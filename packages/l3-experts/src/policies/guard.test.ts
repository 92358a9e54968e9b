import { createBudget } from '@strata/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDesk } from './desk.fixture.ts';
import { matchesGlob, withoutDetours } from './glob.ts';
import { type GuardOptions, type GuardRule, guard } from './guard.ts';

const read = (path: string, repo = 'octo/app') => ({ operation: 'read_file', repo, path }) as const;
const write = (...paths: string[]) =>
  ({ operation: 'write_files', repo: 'octo/app', files: paths.map((path) => ({ path })) }) as const;
const everything: GuardRule = { name: 'everything', decision: 'allow' };

const guarded = (rules: readonly GuardRule[], otherwise?: GuardOptions['otherwise']) => {
  const desk = createDesk();
  return { ...desk, tool: guard({ rules, ...(otherwise === undefined ? {} : { otherwise }) })(desk.tool) };
};

describe('S60: who may do what', () => {
  test('what no rule is about is denied, and the tool is not asked', async () => {
    const { tool, ctx, asked } = guarded([]);
    expect(await tool.execute(read('a'), ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'forbidden',
        rule: 'otherwise',
        message: "no rule allows 'ann' to read_file",
        hint: expect.stringContaining('rule') as unknown,
      },
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ['allow_reads', [true, false]],
    ['allow', [true, true]],
    ['deny', [false, false]],
  ] as const)('otherwise: %s', async (otherwise, expected) => {
    const { tool, ctx } = guarded([], otherwise);
    const answers = [await tool.execute(read('a'), ctx), await tool.execute(write('a'), ctx)];
    expect(answers.map(({ success }) => success)).toEqual(expected);
  });

  test('the first rule that is about a call decides, and a denial names it', async () => {
    const { tool, ctx } = guarded([
      { name: 'nobody removes', decision: 'deny', effects: ['destroy'] },
      { name: 'ann may', decision: 'allow', agents: ['ann', 'bot-*'] },
      { name: 'others read', decision: 'allow', operations: ['read_*'] },
    ]);
    const remove = { operation: 'remove_repo', repo: 'octo/app' } as const;
    expect(await tool.execute(remove, ctx)).toMatchObject({
      error: { rule: 'nobody removes', message: "the rule 'nobody removes' denies 'ann' to remove_repo" },
    });
    expect(await tool.execute(write('a'), { ...ctx, agent: 'bot-7' })).toMatchObject({ success: true });
    expect(await tool.execute(write('a'), { ...ctx, agent: 'bob' })).toMatchObject({ error: { rule: 'otherwise' } });
    expect(await tool.execute(read('a'), { ...ctx, agent: 'bob' })).toMatchObject({ success: true });
    const { agent: _agent, ...nobody } = ctx;
    expect(await tool.execute(write('a'), nobody)).toMatchObject({
      error: { message: 'no rule allows a call without an agent to write_files' },
    });
  });
});

describe('S60: on what', () => {
  const inSource: GuardRule = {
    name: 'in src',
    decision: 'allow',
    where: { repo: ['octo/*'], path: ['src/**', '*.md'] },
  };

  test.each([
    ['src/a.ts', true],
    ['src/deep/.hidden', true],
    ['README.md', true],
    ['./src//a.ts', true],
    ['secrets/key', false],
    ['src/../secrets/key', false],
    ['src\\..\\secrets\\key', false],
    ['../src/a.ts', false],
    ['/src/a.ts', false],
    ['docs/README.md', false],
    ['', false],
  ])('an allowing rule reads %s without detours', async (path, mayPass) => {
    const { tool, ctx } = guarded([inSource]);
    expect((await tool.execute(read(path), ctx)).success).toBe(mayPass);
  });

  test('every element has to fit for a yes, and there has to be one', async () => {
    const { tool, ctx, asked } = guarded([inSource]);
    expect(await tool.execute(write('src/a', 'src/b'), ctx)).toMatchObject({ success: true });
    expect(await tool.execute(write('src/a', 'secrets/b'), ctx)).toMatchObject({ success: false });
    expect(await tool.execute(write(), ctx)).toMatchObject({ success: false });
    expect(await tool.execute(read('src/a', 'other/app'), ctx)).toMatchObject({ success: false });
    expect(asked).toEqual(['write_files']);
  });

  test.each(['secrets/key', 'src/../secrets/key', './SECRETS/.key', '//secrets/key', 'secrets', 'secrets\\key'])(
    'one element that fits is enough for a no, however it is written: %s',
    async (path) => {
      const { tool, ctx } = guarded([
        { name: 'no secrets', decision: 'deny', where: { 'files.path': ['secrets/**'] } },
        everything,
      ]);
      expect(await tool.execute(write('src/a', path), ctx)).toMatchObject({ error: { rule: 'no secrets' } });
      // The rule is about the path of files only.
      expect(await tool.execute(read(path), ctx)).toMatchObject({ success: true });
    },
  );

  test('whatever way a path is written, a rule for src lets nothing out of it', () => {
    const parts = fc.constantFrom('src', '..', '.', '', 'secrets', 'a.ts', '.env');
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 8 }), fc.constantFrom('/', '\\'), (segments, slash) => {
        const path = segments.join(slash);
        if (!matchesGlob(withoutDetours(path), 'src/**')) return;
        const depth: string[] = [];
        for (const segment of segments) {
          if (segment === '..') expect(depth.pop()).toBeDefined();
          else if (segment !== '' && segment !== '.') depth.push(segment);
        }
        expect(depth[0]).toBe('src');
        expect(segments[0]).not.toBe(segments.length > 1 ? '' : undefined);
      }),
    );
  });
});

describe('S60: how often', () => {
  test('each agent may as often as the rule says, within any stretch of time', async () => {
    const { tool, ctx, clock } = guarded([{ ...everything, budget: { calls: 2, perMs: 1000 } }]);
    const ask = async () => (await tool.execute(read('a'), ctx)).success;
    expect([await ask(), await ask(), await ask()]).toEqual([true, true, false]);
    expect(await tool.execute(read('a'), { ...ctx, agent: 'bob' })).toMatchObject({ success: true });
    await clock.advance(1000);
    expect([await ask(), await ask(), await ask()]).toEqual([true, true, false]);
  });

  test('writes count apart; without perMs the guard never forgets', async () => {
    const { tool, ctx, clock } = guarded([{ ...everything, budget: { writes: 1 } }]);
    await tool.execute(write('a'), { ...ctx, dryRun: true });
    await tool.execute(write('a'), ctx);
    await clock.advance(1e9);
    expect(await tool.execute(write('a'), ctx)).toMatchObject({
      error: { rule: 'everything', message: "the rule 'everything' allows 'ann' no more writes at present" },
    });
    expect(await tool.execute(read('a'), ctx)).toMatchObject({ success: true });
    const none = guarded([{ ...everything, budget: { calls: 0 } }]);
    expect(await none.tool.execute(read('a'), none.ctx)).toMatchObject({ success: false });
  });

  test('S68: a call spends from the budget of its request, and a denied one does not', async () => {
    const { tool, ctx } = guarded([everything]);
    const budget = createBudget({ calls: 3, writes: 1 });
    const given = { ...ctx, budget };
    await tool.execute(write('a'), given);
    expect(await tool.execute(write('a'), given)).toMatchObject({
      error: { kind: 'forbidden', rule: 'budget', message: 'the budget of this request allows no more writes' },
    });
    expect([budget.left('calls'), budget.left('writes')]).toEqual([2, 0]);
    await tool.execute(write('a'), { ...given, dryRun: true });
    await tool.execute(read('a'), given);
    expect(await tool.execute(read('a'), given)).toMatchObject({ error: { rule: 'budget' } });
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => guard({ rules: [everything, everything] })).toThrow(/^guard: rules.1.name: 'everything' is given twice/);
  expect(() => guard({ rules: [{ ...everything, where: { path: [] } }] })).toThrow(/rules.0.where.path/);
  expect(() => guard({ rules: [{ name: 'x', decision: 'deny', budget: {} }] })).toThrow(/rules.0.budget/);
  expect(() => guard({ rules: [{ ...everything, agent: ['x'] } as never] })).toThrow(/agent/);
  expect(() => guard({ rules: [], when: () => true } as never)).toThrow(TypeError);
});

test.each([
  ['octo/app', 'octo/*', true],
  ['octo/app/x', 'octo/*', false],
  ['octo', 'octo/**', true],
  ['a/b/c', '**/c', true],
  ['a.b', 'a?b', true],
  ['axb', 'a.b', false],
  ['a(b', 'a(b', true],
  ['a\nb', 'a*', true],
  ['A', 'a', false],
])('the glob: %j and %j', (value, glob, expected) => {
  expect(matchesGlob(value, glob)).toBe(expected);
});

test.each([
  ['an operation', { operations: ['create_brunch'] }, "the rule 'typo': desk has no operation 'create_brunch'"],
  ['a field', { where: { ragh: ['x'] } }, "the rule 'typo': no operation that it is about has a field 'ragh'"],
])('S60: a rule about %s that is not there is refused, or it would deny nothing', (_what, about, message) => {
  const { tool } = createDesk();
  const rules = [{ name: 'typo', decision: 'deny' as const, ...about }];
  expect(() => guard({ rules, otherwise: 'allow' })(tool)).toThrow(new TypeError(`guard: ${message}`));
});
