import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markBody, markMessage, unmarkBody, unmarkMessage } from './call-mark.ts';

const anyText = fc.string({ unit: 'grapheme' });

test('what is marked reads as before, and tells its call', () => {
  fc.assert(
    fc.property(anyText, fc.string({ minLength: 1, unit: 'grapheme' }), (text, callId) => {
      expect(unmarkBody(markBody(text, callId))).toEqual({ text: text.replaceAll('\r\n', '\n'), callId });
      expect(unmarkMessage(markMessage(text, callId))).toEqual({ text: text.trimEnd(), callId });
    }),
  );
});

test('without a call nothing is marked', () => {
  expect(markBody('B', undefined)).toBe('B');
  expect(markMessage('M', undefined)).toBe('M');
  expect(unmarkBody('B')).toEqual({ text: 'B' });
  expect(unmarkBody(null)).toEqual({ text: '' });
});

test('no id can end the comment that holds it, or the line', () => {
  expect(markBody('B', 'x --> y\nz')).toBe('B\n\n<!-- strata:call x%20--%3E%20y%0Az -->');
});

test('what only looks like a mark stays', () => {
  expect(unmarkBody('B\n\n<!-- strata:call %zz -->').callId).toBeUndefined();
  expect(unmarkBody('<!-- strata:call x --> and more')).toEqual({ text: '<!-- strata:call x --> and more' });
});

test('a mark that an author wrote is not the mark of the call', () => {
  expect(unmarkBody(markBody('B\n\n<!-- strata:call theirs -->', 'ours'))).toEqual({
    text: 'B\n\n<!-- strata:call theirs -->',
    callId: 'ours',
  });
});

test.each([
  ['B\n\n<!-- strata:call x -->\n\nBy a bot.', 'B\n\nBy a bot.'],
  [
    'B\n\n<!-- strata:call theirs -->\n\n<!-- strata:call x -->\n- [ ] more',
    'B\n\n<!-- strata:call theirs -->\n- [ ] more',
  ],
  ['\n\n<!-- strata:call x -->  \nBy a bot.', '\nBy a bot.'],
])('S12: what somebody appends does not hide a mark (%j)', (body, text) => {
  expect(unmarkBody(body)).toEqual({ text, callId: 'x' });
});

test('a mark in a quotation is not one', () => {
  const body = '> B\n>\n> <!-- strata:call x -->\n\nI agree';
  expect(unmarkBody(body)).toEqual({ text: body });
});

test('line ends as GitHub gives them back do not hide a mark', () => {
  expect(unmarkBody('B\r\n\r\n<!-- strata:call x -->')).toEqual({ text: 'B', callId: 'x' });
});

test.each([
  ['Fix the sum', 'Strata-Call: run/1'],
  ['Fix the sum\n\nIt subtracted.', 'Strata-Call: run/1'],
  ['Fix the sum\n\nSigned-off-by: A <a@b.c>', 'Signed-off-by: A <a@b.c>\nStrata-Call: run/1'],
  ['Fix: the sum', 'Strata-Call: run/1'],
])('git reads the mark of %j as a trailer', (message, trailers) => {
  const input = markMessage(message, 'run/1').replaceAll('%2F', '/');
  expect(spawnSync('git', ['interpret-trailers', '--parse'], { input, encoding: 'utf8' }).stdout.trim()).toBe(trailers);
});
