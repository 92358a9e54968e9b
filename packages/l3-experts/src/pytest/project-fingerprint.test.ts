import { symlinkSync } from 'node:fs';
import { createManualClock } from '@strata/testing';
import { describe, expect, it } from 'vitest';
import { ContentReader, changedPaths, fingerprintOf } from './project-fingerprint.ts';
import { createProject } from './project.fixture.ts';

/** Long after every file was written, so that its times can be relied on. */
const later = { now: () => Date.UTC(2200, 0) };

describe('what a project holds', () => {
  it('S54: five thousand files are read once, and then only looked at', async () => {
    const files = Array.from({ length: 5_000 }, (_, n) => [`d${n % 50}/f${n}.py`, `x = ${n}\n`]);
    using project = createProject(Object.fromEntries(files) as Record<string, string>);
    const reader = new ContentReader(later);
    const before = await reader.read(project.cwd);
    expect([before.size, reader.filesRead]).toEqual([5_000, 5_000]);
    expect(fingerprintOf([await reader.read(project.cwd)])).toBe(fingerprintOf([before]));
    expect(reader.filesRead).toBe(5_000);
    project.write('d7/f7.py', 'x = 8\n');
    expect(changedPaths(before, await reader.read(project.cwd))).toEqual(['d7/f7.py']);
    expect(reader.filesRead).toBe(5_001);
  });

  it('S54: a file that has just been written is read again: it may be written once more within the same tick', async () => {
    using project = createProject({ a: '1' });
    const reader = new ContentReader(createManualClock());
    await reader.read(project.cwd);
    await reader.read(project.cwd);
    expect(reader.filesRead).toBe(2);
  });

  it('S54: leaves out what tools have made of the rest, and follows links, each folder once', async () => {
    using project = createProject({
      'a.py': '',
      '.git/HEAD': 'x',
      '.git/refs/heads/main': 'x',
      '.git/index': 'x',
      '.git/objects/ab/cd': 'x',
      '.hg/dirstate': 'x',
      '.hg/store/data/a.i': 'x',
      '__pycache__/a.pyc': 'x',
      'b.pyc': '',
      '.strata/test-history.jsonl': 'x',
      '.coverage.host.1': 'x',
      '.coveragerc': '',
      'env/pyvenv.cfg': '',
      'env/lib/python3.11/site-packages/x.py': '',
      'env/lib64/pypy3.10/x.py': '',
      'env/Lib/site-packages/x.py': '',
      'env/bin/python3': '',
      'env/bin/own': '',
      'env/lib/own.py': '',
      'lib/python3/x.py': '',
    });
    symlinkSync('.', `${project.cwd}/loop`);
    symlinkSync('nowhere', `${project.cwd}/broken`);
    const contents = await new ContentReader(later).read(project.cwd);
    expect([...contents.keys()]).toEqual([
      '.coveragerc',
      '.git/HEAD',
      '.git/refs/heads/main',
      '.hg/dirstate',
      'a.py',
      'b.pyc',
      'broken',
      'env/bin/own',
      'env/lib/own.py',
      'env/pyvenv.cfg',
      'lib/python3/x.py',
    ]);
    expect(contents.get('broken')).toBe('link to nowhere: nowhere');
    await expect(new ContentReader(later).read(project.cwd, 2)).rejects.toThrow(/more than 2 files/);
  });
});
