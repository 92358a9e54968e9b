import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret, redact } from './index.ts';

const value = 'tök3n/+ with=odd&parts';
const secret = new Secret(value);

describe('S10: a secret shows nothing', () => {
  test.each([
    ['as text', () => `${secret}`],
    ['joined to a text', () => 'token: ' + String(secret)],
    ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspected', () => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['as its keys', () => JSON.stringify([Object.keys(secret), Object.getOwnPropertyNames(secret)])],
    ['in an error', () => new Error(`cannot use ${secret}`).stack ?? ''],
    ['as a copy', () => inspect(structuredClone(secret))],
  ])('%s', (_how, print) => expect(print()).not.toContain('k3n'));

  test('but says that it is one', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
  });
});

test('only reveal gives the value', () => expect(secret.reveal()).toBe(value));

test('what merely looks like a secret reveals nothing', () => {
  expect((Object.create(Secret.prototype) as Secret).reveal()).toBe('');
});

test('an empty secret is a mistake', () => {
  expect(() => new Secret('')).toThrow(new TypeError('a secret cannot be empty'));
});

describe('redacting', () => {
  test.each([
    ['the value', value],
    ['the value in Base64', Buffer.from(value).toString('base64')],
    ['the value percent-encoded', encodeURIComponent(value)],
  ])('takes out %s, wherever it is', (_what, form) => {
    expect(redact(`a ${form} b${form}`, [secret])).toBe('a [secret] b[secret]');
  });

  test('takes out all of several secrets, also where one begins like another', () => {
    const secrets = [new Secret('abc'), new Secret('abcdef')];
    expect(redact('abc, abcdef', secrets)).toBe('[secret], [secret]');
  });

  test('leaves alone what is no secret', () => {
    expect(redact('nothing here', [secret])).toBe('nothing here');
    expect(redact('nothing here', [])).toBe('nothing here');
  });

  test('no form of any secret is left in any text', () => {
    const texts = fc.tuple(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), fc.string());
    fc.assert(
      fc.property(texts, ([hidden, before, after]) => {
        fc.pre(!'[secret]'.includes(hidden));
        const clean = redact(`${before}${hidden}${after}`, [new Secret(hidden)]);
        expect(clean).toContain('[secret]');
        expect(clean).not.toContain(hidden);
      }),
    );
  });

  test('half a surrogate pair, which has no percent-encoding, is redacted like anything else', () => {
    expect(redact('x\ud800y', [new Secret('\ud800')])).toBe('x[secret]y');
  });
});
