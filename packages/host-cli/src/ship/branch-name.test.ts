import { githubCatalog } from '@strata/l4-wrappers/github';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchNameFor } from './branch-name.ts';

const runId = '1a2b3c4d-0000-4000-8000-000000000000';

test.for([
  ['Fix the sum', 'strata/fix-the-sum-1a2b3c'],
  ['  Größe & “Élan”: 50 % ', 'strata/gro-e-elan-50-1a2b3c'],
  ['修正', 'strata/change-1a2b3c'],
  ['a'.repeat(60), `strata/${'a'.repeat(40)}-1a2b3c`],
  ['../../etc/passwd.lock', 'strata/etc-passwd-lock-1a2b3c'],
] as const)('%j becomes %s', ([title, name]) => {
  expect(branchNameFor(title, runId)).toBe(name);
});

test('any title gives a name that git and GitHub take', () => {
  const { branch } = githubCatalog.operations.create_branch.input.shape;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (title, id) => {
      expect(branch.safeParse(branchNameFor(title, id)).success).toBe(true);
    }),
  );
});
