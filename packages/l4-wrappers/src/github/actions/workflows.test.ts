import { createContext, inverseOf, lookForEffect, stream } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  const start = async (): Promise<number> => {
    const begun = await github.execute({ operation: 'dispatch_workflow', repo: local.repo, workflow: 'ci.yml' }, ctx);
    if (!begun.success) throw new Error(begun.error.message);
    return begun.data.runId;
  };
  return { local, github, repo: local.repo, start, [Symbol.asyncDispose]: local.stop };
};

test('S44: a workflow is started, and its run is found among the others', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  expect(await github.execute({ operation: 'list_workflows', repo }, ctx)).toMatchObject({
    data: { workflows: [{ name: 'CI', path: '.github/workflows/ci.yml', state: 'active' }], complete: true },
  });
  await given.start();
  const request = { operation: 'dispatch_workflow', repo, workflow: 'ci.yml', markInput: 'mark' } as const;
  const begun = await github.execute(request, markedContext('this/call'));
  expect(begun).toMatchObject({ data: { runId: 2 } });
  const runs = await github.execute({ operation: 'list_workflow_runs', repo, workflow: 'ci.yml', branch: 'main' }, ctx);
  expect(runs).toMatchObject({
    data: {
      runs: [
        { id: 2, title: 'CI strata:this%2Fcall;', event: 'workflow_dispatch', sha: local.base, status: 'queued' },
        { id: 1, attempt: 1, conclusion: null },
      ],
    },
  });
  expect(await github.execute({ operation: 'list_workflow_runs', repo, status: 'success' }, ctx)).toMatchObject({
    data: { runs: [] },
  });
});

test('S44 S12: a run without a mark cannot be looked for, and none is taken for the one that was started', async () => {
  await using given = await connect();
  await given.start();
  const request = { operation: 'dispatch_workflow', repo: given.repo, workflow: 'ci.yml' } as const;
  const looked = await lookForEffect(given.github as never, request, ctx, 'this/call');
  expect(looked).toBeUndefined();
});

test.each([
  [{ workflow: 'no.yml' }, 'not_found'],
  [{ workflow: 'ci.yml', ref: 'nowhere' }, 'refused'],
  [{ workflow: 'ci.yml', inputs: { unheard: 'of' } }, 'refused'],
])('S44: dispatch_workflow with %j starts nothing', async (wrong, kind) => {
  await using given = await connect();
  const answer = await given.github.execute({ operation: 'dispatch_workflow', repo: given.repo, ...wrong }, ctx);
  expect(answer).toMatchObject({ success: false, error: { kind } });
  expect(await given.github.execute({ operation: 'list_workflow_runs', repo: given.repo }, ctx)).toMatchObject({
    data: { count: 0 },
  });
});

test('S44: what a run did shows in its jobs, their steps and their logs', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const runId = await given.start();
  const log = 'one\ntwo\nthree\n';
  const steps = [{ name: 'Test', conclusion: 'failure' }] as const;
  local.server.setRun(runId, { status: 'completed', conclusion: 'failure', jobs: [{ name: 'test', steps, log }] });
  const jobs = await github.execute({ operation: 'get_run_jobs', repo, runId }, ctx);
  expect(jobs).toMatchObject({
    data: {
      jobs: [{ name: 'test', conclusion: 'failure', steps: [{ number: 1, name: 'Test', conclusion: 'failure' }] }],
    },
  });
  const jobId = jobs.success ? (jobs.data.jobs[0]?.id ?? 0) : 0;
  const read = { operation: 'get_job_logs', repo, jobId } as const;
  expect(await github.execute(read, ctx)).toMatchObject({ data: { text: log, complete: true, characters: 14 } });
  expect(await github.execute({ ...read, maxCharacters: 8 }, ctx)).toMatchObject({
    data: { text: 'three\n', complete: false, characters: 14 },
  });
  expect(await github.execute({ ...read, jobId: 99 }, ctx)).toMatchObject({ error: { kind: 'not_found' } });
});

test('S44: a run is cancelled once, and run again once for each attempt', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const runId = await given.start();
  const cancel = { operation: 'cancel_workflow_run', repo, runId } as const;
  const rerun = { operation: 'rerun_workflow_run', repo, runId, attempt: 1 } as const;
  expect(await github.execute(rerun, ctx)).toMatchObject({ error: { kind: 'conflict' } });
  expect(await github.execute(cancel, ctx)).toMatchObject({ data: { changed: true } });
  expect(await github.execute(cancel, ctx)).toMatchObject({ data: { changed: false } });
  expect(await github.execute(rerun, ctx)).toMatchObject({ data: { attempt: 2, changed: true } });
  expect(await github.execute(rerun, ctx)).toMatchObject({ data: { attempt: 2, changed: false } });
  expect(await github.execute({ operation: 'get_workflow_run', repo, runId }, ctx)).toMatchObject({
    data: { attempt: 2, status: 'queued' },
  });
});

test('S44: wait_for_run tells each change, and ends with the run', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const runId = await given.start();
  const clock = createManualClock();
  const request = { operation: 'wait_for_run', repo, runId, intervalMs: 1000 } as const;
  const seen: unknown[] = [];
  for await (const { part, result } of stream(github, request, createContext({ clock }))) {
    seen.push(part === undefined ? result.success && result.data.ended : [part.status, part.conclusion]);
    if (part === undefined || part.status === 'completed') continue;
    const next = part.status === 'queued' ? 'in_progress' : 'completed';
    local.server.setRun(runId, { status: next });
    void clock.waiting().then(() => clock.advance(1000));
  }
  expect(seen).toEqual([['queued', null], ['in_progress', null], ['completed', 'success'], true]);
});

test('S44: wait_for_run ends in time with a run that has not ended, and at once when it is cancelled', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const runId = await given.start();
  const request = { operation: 'wait_for_run', repo, runId, timeoutMs: 0 } as const;
  expect(await github.execute(request, ctx)).toMatchObject({ data: { ended: false, run: { status: 'queued' } } });
  const clock = createManualClock();
  const stop = new AbortController();
  const waiting = github.execute({ ...request, timeoutMs: 5000 }, createContext({ clock, signal: stop.signal }));
  await clock.waiting();
  stop.abort();
  expect(await waiting).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
});

test('S11: undoing rerun_workflow_run cancels the attempt that it has started, and no later one', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const runId = await given.start();
  local.server.setRun(runId, { status: 'completed', conclusion: 'failure' });
  const request = { operation: 'rerun_workflow_run', repo, runId, attempt: 1 } as const;
  const done = await github.execute(request, ctx);
  local.server.setRun(runId, { status: 'completed', conclusion: 'failure' });
  expect(await github.execute({ ...request, attempt: 2 }, ctx)).toMatchObject({ data: { attempt: 3 } });

  // The request is one of this catalog.
  const undo = inverseOf(github.operations.rerun_workflow_run as never, request, done.success && done.data) as never;

  expect(await github.execute(undo, ctx)).toMatchObject({ data: { changed: false } });
  expect(await github.execute({ operation: 'get_workflow_run', repo, runId }, ctx)).toMatchObject({
    data: { attempt: 3, status: 'queued' },
  });
});

test('waits have no tags: what was kept would end at once', () => {
  const { operations } = new GitHubAPIWrapper();
  expect('tags' in operations.wait_for_run).toBe(false);
  expect('tags' in operations.wait_for_checks).toBe(false);
});

test('S45: of a log that is longer than any text can be, the end is kept', async () => {
  const line = `${'x'.repeat(1023)}\n`;
  const piece = Buffer.from(line.repeat(1024));
  let left = 520;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (left === 0) return controller.close();
    left -= 1;
    controller.enqueue(piece);
  };
  const fetch: typeof globalThis.fetch = async () => new Response(new ReadableStream({ pull }));
  const github = new GitHubAPIWrapper({ fetch });
  const request = { operation: 'get_job_logs', repo: 'octo/app', jobId: 1, maxCharacters: 2048 } as const;
  expect(await github.execute(request, ctx)).toMatchObject({
    data: { text: line, complete: false, characters: 520 * 1024 * 1024 },
  });
});
