import { Secret } from '@strata/core';
import { expect, test } from 'vitest';
import { MemoryStream } from './memory-io.fixture.ts';
import { RedactedOutput } from './redacted-output.ts';

const secret = new Secret('ghp_recognisable+/=');

test('S40: a secret never gets through: not as it is, not in Base64, not percent-encoded, not as bytes', async () => {
  const target = new MemoryStream();
  const output = new RedactedOutput(target, [secret]);
  const value = secret.reveal();
  for (const form of [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)])
    output.write(`<${form}>\n`);
  output.write(Buffer.from(`<${value}>`));
  await output.flushed();
  expect(target.text).toBe('<[secret]>\n<[secret]>\n<[secret]>\n<[secret]>');
});

test('S38, S40: a document keeps its form whatever the secret looks like, and its texts hold none', async () => {
  const target = new MemoryStream();
  const named = new Secret('calls": 1');
  const output = new RedactedOutput(target, [new Secret('durationMs'), named, new Secret('12345678')]);
  output.write('before durationMs\n');
  output.writeJson({ durationMs: 12345678, text: `the durationMs of ${named.reveal()}`, github: { calls: 1 } });
  output.write('after durationMs\n');
  await output.flushed();
  const [before, ...rest] = target.text.split('\n');
  expect([before, rest.splice(-2)]).toEqual(['before [secret]', ['after [secret]', '']]);
  expect(JSON.parse(rest.join('\n'))).toEqual({
    durationMs: 12345678,
    text: 'the [secret] of [secret]',
    github: { calls: 1 },
  });
});

test('it is as large as the terminal behind it, and tells when that changes', () => {
  const target = new MemoryStream(true);
  const output = new RedactedOutput(target, []);
  let resized = 0;
  output.on('resize', () => (resized += 1));
  target.columns = 33;
  target.emit('resize');
  expect([output.isTTY, output.columns, output.rows, resized]).toEqual([true, 33, 40, 1]);
  output.release();
  target.emit('resize');
  expect(resized).toBe(1);
  expect(target.listenerCount('resize')).toBe(0);
});

test('without a terminal it has the usual size', () => {
  const target = Object.assign(new MemoryStream(), { columns: undefined, rows: undefined });
  const output = new RedactedOutput(target, []);
  expect([output.isTTY, output.columns, output.rows]).toEqual([false, 80, 24]);
});

test('a reader that has gone stops nobody', async () => {
  const target = new MemoryStream();
  target.on('error', () => {});
  target.destroy(new Error('EPIPE'));
  const output = new RedactedOutput(target, []);
  output.write('one');
  output.write('two');
  await output.flushed();
  expect(output.errored).toBeNull();
});
