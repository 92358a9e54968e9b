import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { expect, onTestFinished, test } from 'vitest';
import { CommandError } from '../../process/command-runner.ts';
import { createContainerRunner } from './container-runner.ts';
import { cancellable, containing, describeWithEngine, openCuttable } from '../docker.fixture.ts';
import { DockerSDKWrapper } from '../docker-sdk-wrapper.ts';
import { busyboxImage, imageLimitMs, pytestImage } from '@strata/testing';

const open = async (image: string) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strata-runner-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const docker = new DockerSDKWrapper();
  const ctx = createContext();
  const left = async () => {
    const labels = { 'strata.correlation': ctx.correlationId };
    const listed = await docker.execute({ operation: 'list_containers', all: true, labels }, ctx);
    return listed.success ? listed.data.containers : listed.error;
  };
  return { docker, ctx, cwd, left, runner: createContainerRunner(docker, { image, network: 'none' }) };
};

describeWithEngine('commands in containers', () => {
  test('a command runs in its folder, with its environment, as the user of this process', async () => {
    const { runner, ctx, cwd, left } = await open(await busyboxImage());
    const script = 'pwd; echo "$HOME $GREETING"; echo made > made; echo err >&2; exit 7';
    const env = { GREETING: 'hello', LEFT_OUT: undefined };
    const outcome = await runner.run({ file: 'sh', args: ['-c', script], cwd, env, timeoutMs: 20_000 }, ctx);
    expect(outcome).toMatchObject({ exitCode: 7, stdout: `${cwd}\n/tmp hello\n`, stderr: 'err\n', truncated: false });
    expect(outcome.durationMs).toBeGreaterThan(0);
    expect(await readFile(join(cwd, 'made'), 'utf8')).toBe('made\n');
    expect((await stat(join(cwd, 'made'))).uid).toBe(process.getuid?.());
    expect(await left()).toEqual([]);
  });

  test('further folders are seen under the same path, and nothing goes through a shell', async () => {
    const { runner, ctx, cwd } = await open(await busyboxImage());
    const other = await mkdtemp(join(tmpdir(), 'strata-runner-'));
    onTestFinished(() => rm(other, { recursive: true, force: true }));
    const args = ['$(id); `id` && exit 9', join(other, 'x y')];
    await mkdir(join(other, 'x y'));
    const outcome = await runner.run({ file: 'echo', args, cwd, mounts: [other], timeoutMs: 20_000 }, ctx);
    expect(outcome).toMatchObject({ exitCode: 0, stdout: `${args.join(' ')}\n` });
    const listed = await runner.run({ file: 'ls', args: [other], cwd, mounts: [other], timeoutMs: 20_000 }, ctx);
    expect(listed.stdout).toBe('x y\n');
  });

  test.each([
    ['a program that is not in the image', { file: 'no-such-program' }, { kind: 'not_found', file: 'no-such-program' }],
    ['a folder that is not there', { cwd: '/no/such/folder' }, { kind: 'no_folder', cwd: '/no/such/folder' }],
    [
      'a time limit',
      { file: 'sh', args: ['-c', 'echo working; exec sleep 60'], timeoutMs: 1500 },
      { kind: 'timed_out', limitMs: 1500, stderr: containing('It had printed: working') },
    ],
  ])('%s is a CommandError that says so, and leaves no container', async (_title, fields, problem) => {
    const { runner, ctx, cwd, left } = await open(await busyboxImage());
    const thrown: unknown = await runner
      .run({ file: 'sleep', args: ['0'], cwd, timeoutMs: 20_000, ...fields }, ctx)
      .catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(CommandError);
    expect(thrown).toMatchObject({ problem });
    expect(await left()).toEqual([]);
  });

  test('a container that could not be removed is thrown by its name', async () => {
    const image = await busyboxImage();
    const { ctx, docker, cwd, left } = await open(image);
    const broken = await openCuttable(/^DELETE /);
    const runner = createContainerRunner(broken.docker, { image, network: 'none' });
    const thrown: unknown = await runner
      .run({ file: 'true', args: [], cwd, timeoutMs: 20_000 }, ctx)
      .catch((cause: unknown) => cause);
    const containers = await left();
    if (!Array.isArray(containers)) throw new Error('no list of containers');
    const names = containers.map(({ name }) => name);
    for (const name of names)
      await docker.execute({ operation: 'remove_container', container: name, force: true }, createContext());
    expect(names).toHaveLength(1);
    const failure = { kind: 'unavailable', message: containing(names[0] ?? '?'), hint: containing(names[0] ?? '?') };
    expect(thrown).toMatchObject({ problem: { kind: 'place_failed', failure } });
  });

  test('a command that is cancelled has ended when the error is thrown', async () => {
    const { docker, runner, cwd } = await open(await busyboxImage());
    const { ctx, cancel } = cancellable();
    const running = runner
      .run({ file: 'sleep', args: ['60'], cwd, timeoutMs: 60_000 }, ctx)
      .catch((cause: unknown) => cause);
    const labels = { 'strata.correlation': ctx.correlationId };
    const list = (all: boolean) => docker.execute({ operation: 'list_containers', all, labels }, createContext());
    await expect.poll(async () => list(false)).toMatchObject({ data: { containers: [{ state: 'running' }] } });
    cancel();
    expect(await running).toMatchObject({ problem: { kind: 'aborted', started: true } });
    expect(await list(true)).toMatchObject({ data: { containers: [] } });
  });

  test("an image that is missing is thrown with the tool's own failure", async () => {
    const { runner, ctx, cwd } = await open('strata-test/none:1');
    const thrown: unknown = await runner
      .run({ file: 'true', args: [], cwd, timeoutMs: 20_000 }, ctx)
      .catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(CommandError);
    expect(thrown).toMatchObject({
      problem: { kind: 'place_failed', failure: { kind: 'not_found', hint: containing('pull_image') } },
    });
  });

  test(
    'pytest runs on a folder of this machine, and its report is there afterwards',
    async () => {
      const { runner, ctx, cwd } = await open(await pytestImage());
      await writeFile(
        join(cwd, 'test_sum.py'),
        'def test_right():\n    assert 1 + 1 == 2\n\ndef test_wrong():\n    assert 1 + 1 == 3\n',
      );
      const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--junitxml', join(cwd, 'report.xml')];
      const outcome = await runner.run({ file: 'python3', args, cwd, timeoutMs: 60_000 }, ctx);
      expect(outcome).toMatchObject({ exitCode: 1, stdout: containing('1 failed, 1 passed') });
      expect(await readFile(join(cwd, 'report.xml'), 'utf8')).toContain('failures="1"');
    },
    imageLimitMs,
  );
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => createContainerRunner(new DockerSDKWrapper(), { image: '' })).toThrow(/image/);
});
