import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contractCasesIn } from './contract-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'strata-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each operation has the file that its own case is in', async () => {
  const files = {
    'all.ts':
      "import { reads } from './reads.ts';\nimport { writes } from './writes.ts';\nexport const all = { ...reads, ...writes };",
    'reads.ts':
      'export const reads = { look: { arrange() {}, check() {} } };\nexport const size = 3;\nexport const nothing = null;',
    'world.ts': "export const files = { 'a.py': '' };\nexport const open = () => {};",
    'writes.ts': 'const a = { arrange() {}, check() {}, observe() {} };\nexport const writes = { make: a, drop: a };',
    'writes.test.ts': "throw new Error('no module of the contract');",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  expect(Object.fromEntries(await contractCasesIn(folder))).toEqual({
    look: 'reads.ts',
    make: 'writes.ts',
    drop: 'writes.ts',
  });
});
