import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlreadyApplied, parsePatchHeaders, unquotePath } from './patch-headers.ts';
import { createTestFolder } from './repository.fixture.ts';

describe('parsePatchHeaders', () => {
  it('reads names, hashes and modes', () => {
    const patch = `From: somebody
rename from here

diff --git a/a b c b/a b c
deleted file mode 100644
index 4cb29ea..0000000
--- a/a b c
+++ /dev/null
@@ -1 +0,0 @@
-rename from there
diff --git "a/t\\tb" "b/t\\tb"
old mode 100644
new mode 100755
diff --git a/one b/two
similarity index 90%
rename from one
rename to "t\\303\\251"
index 1..2
`;
    expect(parsePatchHeaders(patch)).toEqual([
      {
        before: 'a b c',
        after: undefined,
        afterHash: '0000000',
        afterMode: undefined,
        hasContent: true,
      },
      {
        before: 't\tb',
        after: 't\tb',
        afterHash: undefined,
        afterMode: '100755',
        hasContent: false,
      },
      {
        before: 'one',
        after: 'té',
        afterHash: '2',
        afterMode: undefined,
        hasContent: false,
      },
    ]);
  });

  it('gives none for a patch that git did not make', () => {
    expect(parsePatchHeaders('--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n')).toEqual([]);
  });
});

it('unquotePath undoes what git quotes', () => {
  const letter = fc.oneof(
    fc.constantFrom(
      ['\t', String.raw`\t`],
      ['\n', String.raw`\n`],
      ['"', String.raw`\"`],
      ['\\', '\\\\'],
      ['\u0007', String.raw`\a`],
      ['\u0001', String.raw`\001`],
      ['é', String.raw`\303\251`],
      ['日', '日'],
      ['😀', '😀'],
    ),
    fc.stringMatching(/^[a-z0-7 ]$/).map((plain) => [plain, plain]),
  );
  fc.assert(
    fc.property(fc.array(letter), (letters) => {
      const quoted = `"${letters.map(([, escaped]) => escaped).join('')}"`;
      expect(unquotePath(quoted)).toBe(letters.map(([plain]) => plain).join(''));
    }),
  );
});

describe('isAlreadyApplied', () => {
  // The hash that git gives "two\n" is f719efd430d52bcfc8566a43b2eb655688d38871.
  const change =
    'diff --git a/f b/f\nold mode 100644\nnew mode 100755\nindex 5626abf..f719efd\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-one\n+two\n';

  it('compares contents by their hashes, and modes', async () => {
    using folder = createTestFolder();
    const file = join(folder.path, 'f');
    const ask = () => isAlreadyApplied(parsePatchHeaders(change), folder.path);
    expect(await ask()).toBe(false);
    writeFileSync(file, 'two\n');
    expect(await ask()).toBe(false);
    chmodSync(file, 0o755);
    expect(await ask()).toBe(true);
    writeFileSync(file, 'one\n');
    expect(await ask()).toBe(false);
  });

  it('never says so of a patch that does not name what it leads to', async () => {
    using folder = createTestFolder();
    writeFileSync(join(folder.path, 'f'), 'two\n');
    const nameless = 'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-one\n+two\n';
    expect(await isAlreadyApplied(parsePatchHeaders(nameless), folder.path)).toBe(false);
    expect(await isAlreadyApplied([], folder.path)).toBe(false);
  });
});
