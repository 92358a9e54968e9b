import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestFolder, ctx, git, perform } from './repository.fixture.ts';

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
