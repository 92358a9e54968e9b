import { type AnyOperation, createContext } from '@strata/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { answering } from './client/recorded-answer.fixture.ts';
import type { GitHubRequest } from './writes.fixture.ts';

const names = Object.keys(githubCatalog.operations);
const definitions: Readonly<Record<string, AnyOperation>> = githubCatalog.operations;

const sha = fc.stringMatching(/^[0-9a-f]{40}$/);
const branch = fc.oneof(fc.constantFrom('main', 'work/fix', 'ünïcode'), fc.string(), sha);
const path = fc.oneof(fc.constantFrom('a.txt', 'src/b c#?.py'), fc.string());

const text = fc.string({ minLength: 1, maxLength: 12 });
const logins = fc.array(fc.oneof(fc.constantFrom('rita', 'dependabot[bot]'), fc.string()), { maxLength: 2 });

/** Values for every field of the catalog, good ones and bad ones mixed. */
const fields = fc.record(
  {
    repo: fc.oneof({ weight: 9, arbitrary: fc.constant('octo/app') }, { weight: 1, arbitrary: fc.string() }),
    number: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.double()),
    id: fc.integer({ min: 0 }),
    branch,
    from: branch,
    head: branch,
    base: branch,
    ref: branch,
    sha,
    parent: sha,
    expected: sha,
    expectedHead: sha,
    path,
    title: fc.string({ minLength: 1 }),
    body: fc.string(),
    message: fc.string({ minLength: 1 }),
    content: fc.string({ unit: 'binary' }),
    encoding: fc.constantFrom('utf-8', 'base64'),
    maxResults: fc.integer({ min: 1, max: 3 }),
    name: text,
    color: fc.oneof(fc.constant('ff0000'), fc.string()),
    labels: fc.array(text, { maxLength: 3 }),
    assignees: logins,
    reviewers: logins,
    event: fc.constantFrom('approve', 'request_changes', 'comment'),
    status: fc.constantFrom('queued', 'in_progress', 'completed'),
    conclusion: fc.constantFrom('success', 'cancelled', 'stale'),
    summary: fc.string(),
    context: text,
    reason: fc.constantFrom('not_used', 'wont_fix', 'other'),
    required: fc.array(text, { maxLength: 2 }),
    // Nobody waits here.
    timeoutMs: fc.constant(0),
    files: fc.array(fc.record({ path, content: fc.string(), deleted: fc.constant(true) }, { requiredKeys: ['path'] }), {
      maxLength: 3,
    }),
  },
  {
    requiredKeys: [
      'repo',
      'number',
      'id',
      'branch',
      'head',
      'sha',
      'parent',
      'expected',
      'path',
      'title',
      'body',
      'message',
      'content',
      'files',
      'name',
      'labels',
      'assignees',
      'reviewers',
      'event',
      'reason',
      'timeoutMs',
    ],
  },
);

const json = fc.oneof(
  fc.jsonValue(),
  fc.record({
    number: fc.jsonValue(),
    state: fc.jsonValue(),
    sha: sha,
    body: fc.jsonValue(),
    object: fc.jsonValue(),
    commit: fc.record({ sha, url: fc.jsonValue() }),
    html_url: fc.jsonValue(),
    head: fc.jsonValue(),
  }),
);

const answers = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 201, 301, 304, 401, 403, 404, 405, 409, 422, 429),
    fc.integer({ min: 206, max: 599 }),
  ),
  body: fc.oneof(
    fc.string(),
    json.map((value) => (typeof value === 'object' && value !== null ? value : [value])),
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'retry-after',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
      'link',
      'content-type',
      'location',
    ),
    fc.stringMatching(/^[ -~]{1,20}$/).map((line) => line.trim() || '0'),
  ),
});

/** What of `drawn` the operation has a field for: any other field would be refused, and nothing else be tried. */
const ownFields = (operation: string, drawn: object): object => {
  const shape = definitions[operation]?.input.shape ?? {};
  return Object.fromEntries(Object.entries(drawn).filter(([field]) => Object.hasOwn(shape, field)));
};

const requestOf = (operation: string, given: object): GitHubRequest => ({ operation, ...given }) as GitHubRequest;

describe.each(names)('%s', (operation) => {
  test('never throws, and answers nothing that its schema does not allow', async () => {
    await fc.assert(
      fc.asyncProperty(fields, answers, async (drawn, { status, body, headers }) => {
        const given = ownFields(operation, drawn);
        const isEmpty = status === 304 || status === 204 || status === 205;
        const recorded = answering({ status, headers, ...(isEmpty ? {} : { body }) });
        const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', token: 't0ken', fetch: recorded.fetch });

        const result = await github.execute(requestOf(operation, given), createContext({ callId: drawn.title }));

        const definition = definitions[operation];
        const isValid = definition?.input.safeParse(given).success;
        if (isValid === false) expect(recorded.asked).toEqual([]);
        if (result.success) {
          expect(isValid).toBe(true);
          expect(definition?.output.safeParse(result.data).success).toBe(true);
        } else {
          expect(result.error.kind === 'invalid_input').toBe(isValid === false);
          expect(result.error, JSON.stringify(result.error)).not.toMatchObject({ kind: 'defect' });
          expect(result.error.message).not.toMatch(/[\n\r]/);
          if ('retryAfterMs' in result.error) expect(result.error.retryAfterMs).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['a path out of the repository', { operation: 'get_file', repo: 'octo/app', path: '../secret' }, 'path'],
  ['a path into .git', { operation: 'get_file', repo: 'octo/app', path: 'a/.GIT/config' }, 'path'],
  ['a repository without an owner', { operation: 'get_repo', repo: 'app' }, 'repo'],
  ['a repository that climbs up', { operation: 'get_repo', repo: 'octo/..' }, 'repo'],
  ['a branch with a blank', { operation: 'get_branch', repo: 'octo/app', branch: 'a b' }, 'branch'],
  ['a branch named like a commit', { operation: 'create_branch', repo: 'octo/app', branch: 'a'.repeat(40) }, 'branch'],
  [
    'a file that is not Base64',
    { operation: 'update_file', repo: 'octo/app', path: 'a', content: 'a!', encoding: 'base64', message: 'm' },
    'content',
  ],
  ['a blank commit message', { operation: 'delete_file', repo: 'octo/app', path: 'a', message: ' ' }, 'message'],
  ['a blank title', { operation: 'create_pr', repo: 'octo/app', title: ' ', head: 'fix' }, 'title'],
  [
    'a branch to delete without its commit',
    { operation: 'delete_branch', repo: 'octo/app', branch: 'fix' },
    'expected',
  ],
  ['a label without a name', { operation: 'create_label', repo: 'octo/app', name: ' ' }, 'name'],
  ['a colour with #', { operation: 'create_label', repo: 'octo/app', name: 'bug', color: '#ff0000' }, 'color'],
  ['nobody to ask', { operation: 'request_reviewers', repo: 'octo/app', number: 1 }, 'reviewers'],
  [
    'a login that is none',
    { operation: 'add_assignees', repo: 'octo/app', number: 1, assignees: ['rita/../rob'] },
    'assignees[0]',
  ],
  [
    'changes that nobody names',
    { operation: 'submit_review', repo: 'octo/app', number: 1, event: 'request_changes' },
    'body',
  ],
  [
    'a status that says too much',
    {
      operation: 'create_status',
      repo: 'octo/app',
      sha: 'a'.repeat(40),
      state: 'success',
      description: 'x'.repeat(141),
    },
    'description',
  ],
  [
    'a check that ended without an end',
    { operation: 'create_check_run', repo: 'octo/app', sha: 'a'.repeat(40), name: 'tests', status: 'completed' },
    'conclusion',
  ],
  [
    'an ended check that goes on',
    { operation: 'update_check_run', repo: 'octo/app', id: 1, status: 'queued', conclusion: 'success' },
    'status',
  ],
  ['a title without a summary', { operation: 'update_check_run', repo: 'octo/app', id: 1, title: 'T' }, 'summary'],
  ['a text without a title', { operation: 'update_check_run', repo: 'octo/app', id: 1, text: 'T' }, 'text'],
  [
    'a reason that is none',
    { operation: 'dismiss_code_scanning_alert', repo: 'octo/app', number: 1, reason: 'not_used' },
    'reason',
  ],
  ['number 0', { operation: 'get_pr', repo: 'octo/app', number: 0 }, 'number'],
] as const)('%s is refused before anything is sent, naming the field', async (_is, request, field) => {
  const recorded = answering({ status: 200, body: {} });
  const github = new GitHubAPIWrapper({ fetch: recorded.fetch });
  const result = await github.execute(requestOf(request.operation, request), createContext());
  expect(result).toMatchObject({ error: { kind: 'invalid_input', issues: [{ path: field }] } });
  expect(recorded.asked).toEqual([]);
});
