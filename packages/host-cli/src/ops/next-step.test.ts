import { type Classified, createFailure, fail } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { findOperation } from './found-operation.ts';
import { withNextStep } from './next-step.ts';

const cancelled: Classified = { kind: 'cancelled', message: 'cancelled', mayHaveHappened: true };

const hintOf = async (tool: string, name: string, input: object, classified: Classified) => {
  const found = await findOperation(tool, name, {});
  const answer = withNextStep(found, { ...input }, fail(createFailure(name, classified)));
  return answer.success ? undefined : answer.error.hint;
};

const issue = { repo: 'octo/app', title: 'x' };

test.each([
  [
    'github',
    'create_issue',
    issue,
    cancelled,
    'create_issue may have happened; look: strata ops call github list_issues --repo=octo/app',
  ],
  [
    'docker',
    'run_container',
    { image: 'box' },
    { ...cancelled, hint: 'Wait.' },
    'Wait. run_container may have happened; look with one of: strata ops list --tool docker --effect read',
  ],
  [
    'github',
    'close_issue',
    { repo: 'octo/app', number: 7 },
    cancelled,
    'close_issue may have happened; calling it again changes nothing more: strata ops call github close_issue --repo=octo/app --number=7',
  ],
  ['github', 'create_issue', issue, { ...cancelled, mayHaveHappened: false }, undefined],
  [
    'docker',
    'run_container',
    { image: 'box' },
    { kind: 'forbidden', message: 'no', hint: 'Allow it: new DockerExpert(wrapper, {}).' },
    'Allow it: new DockerExpert(wrapper, {}). That is for code: ops call has no flag for it.',
  ],
  [
    'github',
    'create_pr',
    issue,
    { kind: 'invalid_input', message: 'too short', hint: 'Mend it.', issues: [{ path: 'body', message: 'too short' }] },
    'Mend it. Here: --body.',
  ],
  [
    'github',
    'create_pr',
    issue,
    {
      kind: 'invalid_input',
      message: 'must say why (pr_says_why)',
      hint: 'Mend what is named, or leave the practice out.',
      issues: [{ path: 'body', message: 'must say why (pr_says_why)' }],
    },
    'Mend what is named. Here: --body.',
  ],
  [
    'github',
    'create_pr',
    issue,
    { kind: 'invalid_input', message: 'no', issues: [{ path: '', message: '' }] },
    undefined,
  ],
] as const)('S65: after a failure of %s %s the next step can be typed', async (tool, name, input, classified, hint) => {
  expect(await hintOf(tool, name, input, classified)).toBe(hint);
});

describe('S65: a write in doubt that has a name', () => {
  const inDoubt = fail(createFailure('create_issue', cancelled));

  test('can be made again under it', async () => {
    const answer = withNextStep(await findOperation('github', 'create_issue', {}), issue, inDoubt, 'deploy-7');
    expect(answer).toMatchObject({
      error: {
        hint: 'create_issue may have happened; the same command with --call-id=deploy-7 looks for it before it does it again; or look: strata ops call github list_issues --repo=octo/app',
      },
    });
  });

  test.each([
    ['docker', 'run_container', { image: 'box' }, /^run_container .* it again$/],
    ['docker', 'exec', { container: 'box', command: ['ls'] }, /^exec may have happened; look with one of: /],
    ['github', 'close_issue', { repo: 'octo/app', number: 7 }, /calling it again changes nothing more: /],
    // Without an input for the mark this workflow's run bears none.
    ['github', 'dispatch_workflow', { repo: 'octo/app', workflow: 'ci.yml', ref: 'main' }, /look: strata ops call/],
  ])('unless %s %s cannot be found by it alone', async (tool, name, input, hint) => {
    const answer = withNextStep(await findOperation(tool, name, {}), input, inDoubt, 'deploy-7');
    expect(answer).toMatchObject({ error: { hint: expect.stringMatching(hint) as string } });
  });
});
