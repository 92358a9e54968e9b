import { expect, test } from 'vitest';
import { extractSnippets } from './extract.ts';

const fenced = (info: string, ...lines: readonly string[]): string => ['```' + info, ...lines, '```'].join('\n');

test('takes the TypeScript blocks of a page with the line that they start on', () => {
  const page = ['# Title', fenced('ts', 'const a = 1;'), fenced('sh', 'pnpm test'), fenced('typescript', 'a;')].join(
    '\n',
  );
  expect(extractSnippets('README.md', page)).toEqual([
    { page: 'README.md', line: 3, code: 'const a = 1;\n', runs: true },
    { page: 'README.md', line: 9, code: 'a;\n', runs: true },
  ]);
});

test('a block marked no-run only compiles', () => {
  expect(extractSnippets('a.md', fenced('ts no-run', 'a;'))).toMatchObject([{ runs: false }]);
});

test('takes the indentation of a list away, and keeps that of the code', () => {
  const page = ['- item', '  ```ts', '  if (a) {', '    b();', '  }', '  ```'].join('\n');
  expect(extractSnippets('a.md', page)).toMatchObject([{ code: 'if (a) {\n  b();\n}\n' }]);
});

test('a fence inside a longer fence is text', () => {
  const page = ['````md', fenced('ts', 'not code'), '````', fenced('ts', 'code;')].join('\n');
  expect(extractSnippets('a.md', page)).toMatchObject([{ code: 'code;\n' }]);
});

test('a fence that is never closed is refused', () => {
  expect(() => extractSnippets('a.md', 'text\n```ts\na;')).toThrow('a.md:2: this code block is never closed');
});
