import { expect, test } from 'vitest';
import type { TestRecord } from '../vitest/tally.ts';
import { citationsOf, prove, readPromises } from './promises.ts';

const page = `
# Promises

| id | promise |
|----|---------|
| Z1 | Red tests stop the pipeline. |
| Z22 | A cut connection is looked into. |
`;

const strict = { skippedMayPass: false };

const record = (name: string, state: TestRecord['state'] = 'passed'): TestRecord => ({
  name,
  file: 'ci.test.ts',
  state,
});

test('reads the rows that start with an id, and no header', () => {
  expect(readPromises(page)).toEqual([
    { id: 'Z1', promise: 'Red tests stop the pipeline.' },
    { id: 'Z22', promise: 'A cut connection is looked into.' },
  ]);
});

test('finds one or several ids in a name, and no words that look like one', () => {
  const [single, several, none] = ['Z1', 'Z1, Z22', 'UTF8'].map((ids) => citationsOf(`run_ci > ${ids}: stops`));
  expect([single, several, none]).toEqual([['Z1'], ['Z1', 'Z22'], []]);
});

test('a promise is proven by each passed test that names it', () => {
  const tests = ['Z1', 'Z1, Z22'].map((ids) => record(`${ids}: holds`));
  const { proofs, problems } = prove(readPromises(page), tests, strict);
  expect(problems).toEqual([]);
  expect(proofs.map(({ id, tests: proving }) => [id, proving.length])).toEqual([
    ['Z1', 2],
    ['Z22', 1],
  ]);
});

test('a skipped test proves nothing, and an unproven promise is named', () => {
  const tests = [record('Z1: holds', 'skipped'), record('Z22: holds')];
  expect(prove(readPromises(page), tests, strict).problems).toEqual([
    'Z1: no passed test: Red tests stop the pipeline.',
  ]);
});

test('where tools may be missing, a promise that has only skipped tests passes unproven', () => {
  const tests = [record('Z1: holds', 'skipped')];
  const { proofs, problems } = prove(readPromises(page), tests, { skippedMayPass: true });
  expect(problems).toEqual(['Z22: no passed test: A cut connection is looked into.']);
  expect(proofs.every((proof) => proof.tests.length === 0)).toBe(true);
});

test('a citation of nothing is named', () => {
  const tests = ['Z1', 'Z22', 'Z9'].map((id) => record(`${id}: holds`));
  expect(prove(readPromises(page), tests, strict).problems).toEqual(['Z9: no such promise: ci.test.ts: Z9: holds']);
});

test('two rows of one id and an empty table are named', () => {
  const twice = prove(
    [
      { id: 'Z1', promise: 'a' },
      { id: 'Z1', promise: 'b' },
    ],
    [record('Z1: holds')],
    strict,
  );
  expect(twice.problems).toEqual(['Z1: two rows have this id']);
  expect(prove([], [], strict).problems).toEqual(['no promise found in the table: the check is blind']);
});
