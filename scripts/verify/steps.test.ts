import { expect, test } from 'vitest';
import { runStep } from './run-step.ts';
import { type Step, pickSteps, steps } from './steps.ts';

const [lint, types, tests] = ['lint', 'types', 'tests'].map((name): Step => ({ name, commands: [] }));
const all = [lint, types, tests].filter((step) => step !== undefined);

const printing = (text: string, code: number): readonly string[] => [
  process.execPath,
  '--eval',
  `console.log('${text}'); process.exitCode = ${code}`,
];

test('without words every step runs, in order', () => {
  expect(pickSteps(all, [])).toEqual(all);
  expect(pickSteps(all, ['--verbose'])).toEqual(all);
});

test('names pick steps, --except leaves them out', () => {
  expect(pickSteps(all, ['tests', 'lint'])).toEqual([lint, tests]);
  expect(pickSteps(all, ['--except', 'tests'])).toEqual([lint, types]);
});

test('a name that is no step is refused with the names that are', () => {
  expect(pickSteps(all, ['lnit'])).toBe("No step 'lnit'; there are: lint, types, tests");
});

test('the requirements are read after the tests have written them', () => {
  const names = steps.map(({ name }) => name);
  expect(names.indexOf('requirements')).toBeGreaterThan(names.indexOf('tests'));
});

test('a step fails when one of its commands does, and still runs the rest', async () => {
  const seen: string[] = [];
  const report = await runStep({ name: 'both', commands: [printing('first', 1), printing('second', 0)] }, (text) =>
    seen.push(text),
  );
  expect(report).toMatchObject({ name: 'both', passed: false, output: 'first\nsecond\n' });
  expect(seen.join('')).toBe(report.output);
});

test('a program that is not there is a failed step that names it', async () => {
  const report = await runStep({ name: 'gone', commands: [['no-such-program']] }, () => undefined);
  expect(report.passed).toBe(false);
  expect(report.output).toContain('no-such-program');
});
