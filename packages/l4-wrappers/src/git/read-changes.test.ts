import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matching } from '../process/text-matchers.fixture.ts';
import { asOrdinaryUser, createTestFolder, ctx, git, perform } from './repository.fixture.ts';

describe('read_changes', () => {
  it.each(['../x', '/etc/passwd', 'a/../../x', '.git/config', 'out/passwd', 'a//b'])(
    'does not follow %s out of the folder',
    async (path) => {
      using folder = createTestFolder();
      symlinkSync('/etc', join(folder.path, 'out'));
      expect(await git.execute({ operation: 'read_changes', cwd: folder.path, files: [path] }, ctx)).toMatchObject({
        error: { kind: 'refused', message: `${path} leads out of the folder` },
      });
    },
  );

  it('does not take a file that it cannot look at for a deleted one', async () => {
    // Everybody gets to /tmp; the temporary folder of this user may be closed to the one that the test acts as.
    using folder = createTestFolder('/tmp');
    const locked = join(folder.path, 'locked');
    mkdirSync(locked);
    writeFileSync(join(locked, 'a.py'), '');
    symlinkSync('circle', join(folder.path, 'circle'));
    chmodSync(folder.path, 0o755);
    chmodSync(locked, 0o000);
    const read = async (file: string) => {
      const request = { operation: 'read_changes', cwd: folder.path, files: [file] } as const;
      const result = await asOrdinaryUser(() => git.execute(request, ctx));
      return result.success ? result.data : result.error;
    };
    try {
      const hint = matching(/./);
      const name = 'x'.repeat(300);
      expect(await read('locked/a.py')).toMatchObject({
        kind: 'forbidden',
        message: `${locked}/a.py cannot be accessed`,
      });
      expect(await read(name)).toMatchObject({
        kind: 'refused',
        message: matching(/^the name is too long .*x$/),
        hint,
      });
      expect(await read('circle/a.py')).toMatchObject({ kind: 'refused', message: matching(/in a circle$/), hint });
      expect(await read('a/b')).toEqual({ files: [{ path: 'a/b', deleted: true }] });
      writeFileSync(join(folder.path, 'a'), '');
      expect(await read('a/b')).toEqual({ files: [{ path: 'a/b', deleted: true }] });
    } finally {
      chmodSync(locked, 0o700);
    }
  });

  it('gives text, bytes, modes and links', async () => {
    using folder = createTestFolder();
    writeFileSync(join(folder.path, 'text'), 'é\n', { mode: 0o755 });
    writeFileSync(join(folder.path, 'nul'), 'a\0b');
    symlinkSync('text', join(folder.path, 'link'));
    const files = ['text', 'nul', 'link'];
    expect(await perform(git.execute({ operation: 'read_changes', cwd: folder.path, files }, ctx))).toEqual({
      files: [
        { path: 'text', content: 'é\n', encoding: 'utf-8', executable: true, symbolicLink: false, sizeBytes: 3 },
        { path: 'nul', content: 'YQBi', encoding: 'base64', executable: false, symbolicLink: false, sizeBytes: 3 },
        { path: 'link', content: 'text', encoding: 'utf-8', executable: false, symbolicLink: true, sizeBytes: 4 },
      ],
    });
  });
});
