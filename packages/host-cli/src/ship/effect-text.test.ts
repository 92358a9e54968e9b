import { expect, test } from 'vitest';
import { effectText } from './effect-text.ts';

test.for([
  ['create_branch', { branch: 'fix', sha: 'a'.repeat(40) }, 'branch fix'],
  ['commit_files', { sha: '0123456789abcdef' }, 'commit 0123456789ab'],
  ['create_pr', { number: 7, url: 'https://example.com/7' }, 'pull request #7'],
  ['add_comment', { id: 1 }, 'the comment on the pull request'],
  ['merge_pr', { sha: '0123456789abcdef' }, 'merge 0123456789ab'],
  ['create_scratch', { path: '/tmp/x', workdir: '/tmp/x' }, 'scratch copy /tmp/x'],
  ['apply_patch', { files: [] }, 'the patch in the scratch copy'],
  ['run_container', null, 'run container'],
] as const)('%s of %j is %s', ([operation, output, text]) => {
  expect(effectText(operation, output)).toBe(text);
});

test('an effect that nobody knows more of has a name all the same', () => {
  for (const operation of ['create_branch', 'commit_files', 'create_pr', 'merge_pr', 'create_scratch'])
    expect(effectText(operation, undefined)).toMatch(/^(the|a) /);
});
