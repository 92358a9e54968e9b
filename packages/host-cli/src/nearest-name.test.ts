import { expect, test } from 'vitest';
import { nearestNames, suggestion } from './nearest-name.ts';

const names = ['create_pr', 'create_issue', 'close_pr', 'list_prs', 'get_pr'];

test.each([
  ['create_rp', ['create_pr']],
  ['creat_pr', ['create_pr']],
  ['list_pr', ['list_prs']],
  ['pr_create', []],
  ['et_pr', ['get_pr']],
  ['c', []],
  ['zzz', []],
  ['', []],
])('%j may have meant %j', (given, meant) => {
  expect(nearestNames(given, names)).toEqual(meant);
});

test('without a near name all are named', () => {
  expect(suggestion('gti', ['git', 'github'])).toBe('Did you mean git?');
  expect(suggestion('zzz', ['git', 'github'])).toBe('There are: git, github.');
});
