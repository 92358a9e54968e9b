import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createContext, createPolicy, fail, createFailure, pages } from './index.ts';
import { createLog } from './log.fixture.ts';

const ctx = createContext();
const read = async (tool: ReturnType<typeof createLog>, request: object) => {
  const answers = [];
  for await (const answer of pages(tool, { operation: 'list_lines', ...request } as const, ctx)) answers.push(answer);
  return answers;
};

test('S45: page by page a list is complete and in order, whatever its length and the size of a page', async () => {
  const sizes = fc.record({ count: fc.nat(30), size: fc.integer({ min: 1, max: 10 }) });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ count, size }) => {
      const lines = Array.from({ length: count }, (_, index) => `line ${index}`);
      const answers = await read(createLog(lines), { size });
      expect(answers.flatMap((it) => (it.success ? it.data.lines : ['failed']))).toEqual(lines);
      expect(answers).toHaveLength(Math.max(1, Math.ceil(count / size)));
    }),
  );
});

test("an operation's own functions are given its input with the defaults filled in, on each page", async () => {
  const answers = await read(createLog(['a', 'b', 'c', 'd', 'e']), {});
  expect(answers.map((it) => (it.success ? it.data.lines : []))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('each page is a call through the policies, made when the one before was looked at', async () => {
  const asked: object[] = [];
  const noting = createPolicy(() => async ({ request }, proceed) => {
    asked.push(request);
    return proceed();
  });
  const tool = noting(createLog(['a', 'b', 'c', 'd', 'e']));
  for await (const answer of pages(tool, { operation: 'list_lines' }, ctx)) {
    expect(answer.success).toBe(true);
    if (asked.length === 2) break;
  }
  expect(asked).toEqual([
    { operation: 'list_lines', size: 2, from: 0 },
    { operation: 'list_lines', from: 2 },
  ]);
});

test('a failure is the last result', async () => {
  let calls = 0;
  const failing = createPolicy(() => async (_call, proceed) => {
    calls += 1;
    return calls === 2 ? fail(createFailure('list_lines', { kind: 'refused', message: 'not today' })) : proceed();
  });
  const answers = await read(failing(createLog(['a', 'b', 'c', 'd', 'e'])), {});
  expect(answers).toMatchObject([{ success: true }, { success: false, error: { kind: 'refused' } }]);
});

test.each([
  [{ size: 0 }, 'size'],
  [{ size: 'all' }, 'size'],
  [{ operation: 'list_line' }, 'operation'],
  [{ operation: 'constructor' }, 'operation'],
])('%j is refused by the tool, once', async (request, path) => {
  expect(await read(createLog([]), request)).toMatchObject([{ error: { kind: 'invalid_input', issues: [{ path }] } }]);
});

test('what has no pages gives its one answer', async () => {
  const answers = [];
  for await (const answer of pages(createLog(['a']), { operation: 'count_lines' }, ctx)) answers.push(answer);
  expect(answers).toMatchObject([{ success: true, data: { count: 1 } }]);
});
