import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { afterAll, expect, test } from 'vitest';
import { Workshop } from '../project.fixture.ts';
import { readBaseFiles } from './base-files.ts';
import { CallRecord } from './call-record.ts';
import { ShipStopped } from './ship-stopped.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

/** Reads, and makes sure that the copy that was read from is gone. */
const read = async (path: string, signal = new AbortController().signal) => {
  const record = new CallRecord();
  try {
    return await readBaseFiles(record.policy(new GitWrapper()), path, createContext({ signal }));
  } finally {
    expect(record.standing()).toEqual([]);
  }
};

test('the committed state of the whole repository, bytes and rights included; edits and new files are left out', async () => {
  const bytes = new Uint8Array([0, 255, 10]);
  const files = { 'app/run.sh': 'echo\n', 'app/data.bin': bytes, 'top.txt': 'top\n' };
  const copy = workshop.workingCopy(files, { 'top.txt': 'edited\n', 'new.txt': 'new\n' });
  const found = await read(join(copy, 'app'));
  expect(found.toSorted((one, other) => one.path.localeCompare(other.path))).toEqual([
    { path: 'app/data.bin', content: Buffer.from(bytes).toString('base64'), encoding: 'base64', executable: false },
    { path: 'app/run.sh', content: btoa('echo\n'), encoding: 'base64', executable: false },
    { path: 'top.txt', content: btoa('top\n'), encoding: 'base64', executable: false },
  ]);
});

test('a folder that is in no repository is taken as it is, without its links', async () => {
  const folder = workshop.folder({ 'run.sh': 'echo\n' });
  chmodSync(join(folder, 'run.sh'), 0o755);
  symlinkSync('run.sh', join(folder, 'link'));
  expect(await read(folder)).toEqual([
    { path: 'run.sh', content: btoa('echo\n'), encoding: 'base64', executable: true },
  ]);
});

test('S39: a folder that cannot be read stops everything, with the cause', async () => {
  const stopped: unknown = await read('/no/such/folder').catch((cause: unknown) => cause);
  expect(stopped).toBeInstanceOf(ShipStopped);
  expect(stopped).toMatchObject({ failure: { kind: 'not_found', operation: 'create_scratch' } });
});

test('S34: an interrupt while it reads leaves no copy behind', async () => {
  const stop = new AbortController();
  const reading = read(workshop.workingCopy({ 'a.txt': 'a\n' }), stop.signal);
  stop.abort();
  await expect(reading).rejects.toThrow();
});
