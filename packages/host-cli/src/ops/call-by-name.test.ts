import { afterAll, describe, expect, test } from 'vitest';
import { startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { redProject } from '../project.fixture.ts';
import { callOnce } from './called.fixture.ts';

const github = await startLoopbackGitHub(redProject, 'head');
afterAll(() => github[Symbol.asyncDispose]());

const call = (args: readonly string[]) => callOnce(args, { env: github.env });

interface Issue {
  readonly title: string;
  readonly body: string | null;
}

describe('S12: a write has a name', () => {
  const args = (title: string, ...more: readonly string[]) => [
    'github',
    'create_issue',
    '--repo=octo/app',
    `--title=${title}`,
    ...more,
  ];
  const titled = async (title: string) =>
    (await github.ask<readonly Issue[]>('/issues?state=all&per_page=100')).filter((issue) => issue.title === title);

  test('which is in its document, and on what it made', async () => {
    const { callId } = JSON.parse((await call(args('Named', '--json'))).stdout) as { readonly callId: string };
    expect(callId).toMatch(/^\S{8,}$/);
    expect((await titled('Named'))[0]?.body).toContain(callId);
    const { stdout } = await call(['github', 'get_repo', '--repo=octo/app', '--json']);
    expect(JSON.parse(stdout)).not.toHaveProperty('callId');
  });

  test('and under a name that is given is made once, however often it is asked for', async () => {
    const first = await call(args('Once', '--call-id=deploy-7'));
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✔ github.create_issue (') as string });
    expect(first.stderr).toMatch(
      /^↻ Looked for call deploy-7: it is not there, so it is made now\.\n↩ To take it back: /,
    );
    const second = await call(args('Once', '--call-id=deploy-7'));
    expect(second.stdout).toMatch(/^✔ github\.create_issue \(\d+\.\d s, was there already\)\n/);
    expect(second.stdout.split('\n').slice(1)).toEqual(first.stdout.split('\n').slice(1));
    expect(second.stderr).toMatch(
      /^↻ Looked for call deploy-7: it is there already\. This is its answer; nothing was done again\.\n↩ To take it back: /,
    );
    const third = await call(args('Once', '--call-id=deploy-7', '--json'));
    expect(JSON.parse(third.stdout)).toMatchObject({ success: true, callId: 'deploy-7', wasThere: true });
    expect(await titled('Once')).toHaveLength(1);
    await call(args('Once', '--call-id=deploy-8'));
    expect(await titled('Once')).toHaveLength(2);
  });

  test('but a dry run has nothing to look for', async () => {
    const ended = await call(args('Once', '--call-id=deploy-7', '--dry-run'));
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^✔ Dry run: /);
  });

  test('and what leaves no mark is repeated where that changes nothing more', async () => {
    const close = ['github', 'close_issue', '--repo=octo/app', '--number=1', '--call-id=deploy-9'];
    expect((await call(close)).stderr).toMatch(
      /^↻ close_issue leaves no mark to look for; doing it again changes nothing more\.\n/,
    );
  });
});
