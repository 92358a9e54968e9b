import { redact } from '@strata/core';
import { expect, test } from 'vitest';
import { readToken, secretsOf } from './github-token.ts';

test('an empty variable is none, and what surrounds a token is not part of it', () => {
  expect([readToken({}), readToken({ GITHUB_TOKEN: '' }), readToken({ GITHUB_TOKEN: ' \n' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(readToken({ GITHUB_TOKEN: ' ghp_abcdef\r\n' })?.reveal()).toBe('ghp_abcdef');
});

test.for(['ghp_abc\ndefghijkl', 'ghp_abc defghijkl', 'ghp_äöü', '“ghp_abc”'])(
  '%j is refused without being shown',
  (token) => {
    expect(() => readToken({ GITHUB_TOKEN: token })).toThrow(/^GITHUB_TOKEN holds characters that no token has$/);
  },
);

test.for(['local', 'x', ' abcdefg\n'])('%j is too short to be a token, and blots nothing out', (token) => {
  expect(() => readToken({ GITHUB_TOKEN: token })).toThrow(/^GITHUB_TOKEN is too short to be a token/);
  expect(secretsOf({ GITHUB_TOKEN: token })).toEqual([]);
});

test('S40: a token in pieces is as secret piece by piece', () => {
  const secrets = secretsOf({ GITHUB_TOKEN: 'ghp_firsthalf\nsecondhalf' });
  expect(redact('a ghp_firsthalf secondhalf b', secrets)).toBe('a [secret] [secret] b');
  expect(secretsOf({})).toEqual([]);
});
