import { tmpdir } from 'node:os';
import { createContext } from '@strata/core';
import { expect, it } from 'vitest';
import { programVersion } from './program-version.ts';
import { parseSettings } from './scanner-settings.ts';

const settings = parseSettings({});
const ask = (file: string, ctx = createContext()) =>
  programVersion(settings, { file, args: [], cwd: tmpdir(), timeoutMs: 20_000 }, ctx);

it('asks the program itself', async () => {
  expect(await ask(process.execPath)).toBe(process.versions.node);
});

it('a program that tells no version, refuses to, or is not there, has none', async () => {
  expect(await ask('test')).toBeUndefined();
  expect(await ask('false')).toBeUndefined();
  expect(await ask('strata-nothing')).toBeUndefined();
});

it('a call that was cancelled meanwhile does not go on without the version', async () => {
  const cancelled = createContext({ signal: AbortSignal.abort() });
  await expect(ask('true', cancelled)).rejects.toMatchObject({ problem: { kind: 'cancelled' } });
});
