import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestRepository, ctx, git, perform, snapshot } from './repository.fixture.ts';

const name = fc.oneof(
  fc.stringMatching(/^[a-z]{1,3}$/),
  fc.constantFrom(
    'with space',
    ' lead',
    'trail ',
    'line\nbreak',
    'tab\t',
    'ünïcödé',
    '日本',
    'quote"',
    'back\\slash',
    '*[a]?',
    '-dash',
    '!bang',
    '#hash',
    'a => b',
    '{x}',
  ),
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const content = fc.oneof(
  fc.array(fc.constantFrom('one', 'two', 'three', '', 'vier\r')).map((lines) => Buffer.from(lines.join('\n'))),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.from('caf\xe9\n', 'latin1')),
);
const file = fc.record({ path, content, kind: fc.constantFrom('plain', 'plain', 'executable', 'link') });
type TreeFile = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

/** Puts a file there, unless a file is where a folder would have to be, or the other way round. */
const put = (root: string, entry: TreeFile): void => {
  const target = join(root, entry.path);
  try {
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { force: true });
    if (entry.kind === 'link') return symlinkSync(`to ${entry.path}`, target);
    writeFileSync(target, entry.content);
    if (entry.kind === 'executable') chmodSync(target, 0o755);
  } catch (cause) {
    if (
      !(
        cause instanceof Error &&
        'code' in cause &&
        /^(?:EEXIST|ENOENT|ENOTDIR|EISDIR|ERR_FS_EISDIR)$/.test(String(cause.code))
      )
    )
      throw cause;
  }
};

it(
  'S17: any change of any tree goes through diff, create_scratch and apply_patch byte for byte',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 8 }),
        fc.array(fc.oneof(file, fc.nat()), { maxLength: 8 }),
        fc.boolean(),
        async (tree, edits, staged) => {
          using repository = createTestRepository();
          const { root } = repository;
          for (const entry of tree) put(root, entry);
          repository.commit();
          const committed = snapshot(root);
          for (const edit of edits) {
            if (typeof edit !== 'number') put(root, edit);
            else if (tree.length > 0)
              rmSync(join(root, tree[edit % tree.length]?.path ?? ''), { force: true, recursive: true });
          }
          if (staged) repository.git('add', '--all');
          const wanted = snapshot(root);
          const inside = snapshot(join(root, '.git'), []);

          const change = await perform(git.execute({ operation: 'diff', cwd: root }, ctx));
          const scratch = await perform(git.execute({ operation: 'create_scratch', cwd: root }, ctx));
          try {
            expect(snapshot(scratch.path)).toEqual(committed);
            if (change.patch === '') {
              expect(wanted).toEqual(committed);
              return;
            }
            const applied = await perform(
              git.execute({ operation: 'apply_patch', cwd: scratch.path, patch: change.patch }, ctx),
            );
            expect(snapshot(scratch.path)).toEqual(wanted);
            const byPath = (one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1);
            expect(applied.files.toSorted(byPath)).toEqual(change.files.toSorted(byPath));
            const again = await perform(
              git.execute({ operation: 'apply_patch', cwd: scratch.path, patch: change.patch }, ctx),
            );
            expect(again).toEqual(applied);
          } finally {
            await perform(git.execute({ operation: 'remove_scratch', path: scratch.path }, ctx));
          }
          // Nothing of all this shows in the user's repository.
          expect(snapshot(root)).toEqual(wanted);
          expect(snapshot(join(root, '.git'), [])).toEqual(inside);
        },
      ),
      {
        numRuns: 25,
        // A file that gave way to a folder with a file that is no UTF-8 inside, and one that gave way to a link.
        examples: [
          [
            [{ path: 'a', content: Buffer.from('one\n'), kind: 'plain' }],
            [{ path: 'a', content: Buffer.from(''), kind: 'link' }],
            false,
          ],
          [
            [{ path: 'with space', content: Buffer.from(''), kind: 'plain' }],
            [0, { path: 'with space/with space', content: Buffer.from('caf\xe9\n', 'latin1'), kind: 'plain' }],
            false,
          ],
        ],
      },
    );
  },
);
