import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitWorld, gitChanges, gitCommitted, gitPromises, runContract } from '@strata/testing';
import { describe } from 'vitest';
import { GitWrapper, gitCatalog } from './index.ts';
import { createTestFolder, createTestRepository } from './repository.fixture.ts';

const filesOf = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
};

const open = async (): Promise<GitWorld> => {
  const repository = createTestRepository();
  // A folder of its own for what is temporary, in which nobody else makes copies.
  const temporary = createTestFolder();
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary.path;
  repository.write(gitCommitted);
  repository.commit();
  for (const [path, content] of Object.entries(gitChanges)) {
    if (content === null) await rm(join(repository.root, path));
    else repository.write({ [path]: content });
  }
  const scratches = async () => {
    const names = (await readdir(temporary.path)).filter((name) => name.startsWith('strata-scratch-'));
    const trees = names.map((name) => join(temporary.path, name, 'tree'));
    return Object.fromEntries(await Promise.all(trees.map(async (tree) => [tree, await filesOf(tree)] as const)));
  };
  const close = async (): Promise<void> => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    repository[Symbol.dispose]();
    temporary[Symbol.dispose]();
  };
  const head = repository.git('rev-parse', 'HEAD').trim();
  return { tool: new GitWrapper(), root: repository.root, head, scratches, [Symbol.asyncDispose]: close };
};

describe('S63: the real git', () => {
  runContract(gitCatalog, gitPromises, open);
});
