import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, systemClock } from '@strata/core';
import { expect, onTestFinished, test } from 'vitest';
import { cancellable, containing, dataOf, describeWithEngine, openCuttable, openDocker } from '../docker.fixture.ts';
import { busyboxImage } from '@strata/testing';

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-docker-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

describeWithEngine('run_container on a real engine', () => {
  test('A20: a foreground run gives output, exit code and id, and its container is gone', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const command = ['sh', '-c', 'echo out; echo err >&2; exit 3'];
    const answer = await docker.execute(
      { operation: 'run_container' as const, image: await busyboxImage(), command, labels },
      ctx,
    );
    expect(answer).toMatchObject({
      success: true,
      data: { status: 'exited', exitCode: 3, stdout: 'out\n', stderr: 'err\n', truncated: false, removed: true },
    });
    expect(answer.success && answer.data.containerId).toMatch(/^[0-9a-f]{64}$/);
    expect(await list()).toEqual([]);
  });

  test('environment, folder, user, mounts and limits arrive', async () => {
    const { docker, ctx, labels } = openDocker();
    const folder = await temporaryFolder();
    await chmod(folder, 0o777);
    await writeFile(join(folder, 'given'), 'given\n');
    const script =
      'echo "$GREETING"; pwd; id -u; cat given; echo made > made; cat /sys/fs/cgroup/memory/memory.limit_in_bytes';
    const answer = await docker.execute(
      {
        operation: 'run_container',
        image: await busyboxImage(),
        command: ['sh', '-c', script],
        env: { GREETING: 'hello there' },
        workdir: folder,
        user: '4321:4321',
        mounts: [{ source: folder, target: folder }],
        network: 'none',
        memoryBytes: 64 * 1024 * 1024,
        cpus: 0.5,
        pidsLimit: 50,
        labels,
      },
      ctx,
    );
    expect(answer).toMatchObject({
      success: true,
      data: { stdout: containing(`hello there\n${folder}\n4321\ngiven\n`) },
    });
    expect(await readFile(join(folder, 'made'), 'utf8')).toBe('made\n');
  });

  test('a read-only mount cannot be written', async () => {
    const { docker, ctx, labels } = openDocker();
    const folder = await temporaryFolder();
    const command = ['sh', '-c', 'echo x > /data/made'];
    const mounts = [{ source: folder, target: '/data', readOnly: true }];
    const answer = await docker.execute(
      { operation: 'run_container' as const, image: await busyboxImage(), command, mounts, labels },
      ctx,
    );
    expect(answer).toMatchObject({
      success: true,
      data: { exitCode: 1, stderr: containing('Read-only') },
    });
  });

  test('a command that closes its output is still waited for', async () => {
    const { docker, ctx, labels } = openDocker();
    const command = ['sh', '-c', 'echo out; exec >&- 2>&-; sleep 1; exit 4'];
    const answer = await docker.execute(
      { operation: 'run_container' as const, image: await busyboxImage(), command, labels },
      ctx,
    );
    expect(answer).toMatchObject({ success: true, data: { exitCode: 4, stdout: 'out\n' } });
  });

  test('long output keeps its beginning and its end, and says so', async () => {
    const { docker, ctx, labels } = openDocker();
    const command = ['sh', '-c', 'echo first; seq 1 200000; echo last'];
    const request = {
      operation: 'run_container' as const,
      image: await busyboxImage(),
      command,
      labels,
      maxOutputBytes: 4000,
    };
    const answer = await docker.execute(request, ctx);
    const data = answer.success && answer.data.status === 'exited' ? answer.data : undefined;
    expect(data?.truncated).toBe(true);
    expect(data?.stdout).toMatch(/^first\n[^]*last\n$/);
    expect(data?.stdout.length).toBeLessThan(4200);
  });

  test('A19, P6: a time limit kills and removes the container before the failure is returned', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const script = 'trap "" TERM; echo working; echo bad >&2; while true; do sleep 1; done';
    const request = {
      operation: 'run_container' as const,
      image: await busyboxImage(),
      command: ['sh', '-c', script],
      labels,
      timeoutMs: 1500,
    };
    expect(await docker.execute(request, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'timed_out',
        message: 'the container was stopped after 1500 ms, and removed',
        hint: 'Look for what its command has done before you do it again. It had printed: working; as errors: bad',
        limitMs: 1500,
        mayHaveHappened: true,
        retryable: true,
      },
    });
    expect(await list()).toEqual([]);
  });

  test("A19, P6: the caller's signal kills and removes the container before the failure is returned", async () => {
    const { docker, labels, list } = openDocker();
    const { ctx, cancel } = cancellable();
    const folder = await temporaryFolder();
    const command = ['sh', '-c', 'echo started; echo > /data/started; while true; do sleep 1; done'];
    const mounts = [{ source: folder, target: '/data' }];
    const answering = docker.execute(
      { operation: 'run_container' as const, image: await busyboxImage(), command, mounts, labels },
      ctx,
    );
    await expect.poll(() => list(false)).toHaveLength(1);
    cancel();
    expect(await answering).toMatchObject({
      success: false,
      error: {
        kind: 'cancelled',
        message: 'cancelled by the caller; the container was stopped, and removed',
        hint: containing('It had printed: started'),
        mayHaveHappened: true,
      },
    });
    expect(await list()).toEqual([]);
  });

  test('a call that is cancelled while its container is being made leaves none', async () => {
    const { docker, labels, list } = openDocker();
    const { ctx, cancel } = cancellable();
    const image = await busyboxImage();
    const answering = docker.execute(
      { operation: 'run_container' as const, image, command: ['sleep', '60'], labels },
      ctx,
    );
    cancel();
    expect(await answering).toMatchObject({ success: false, error: { kind: 'cancelled' } });
    expect(await list()).toEqual([]);
  });

  test('a connection that breaks off during a run is unavailable, and the container does not outlive the call', async () => {
    const { ctx, labels, list } = openDocker();
    const { docker, cut } = await openCuttable();
    const image = await busyboxImage();
    const answering = docker.execute(
      { operation: 'run_container' as const, image, command: ['sleep', '60'], labels },
      ctx,
    );
    await expect.poll(() => list(false)).toHaveLength(1);
    cut();
    expect(await answering).toMatchObject({ success: false, error: { kind: 'unavailable', mayHaveHappened: true } });
    expect(await list()).toEqual([]);
  });

  test('a missing image is not_found and says how to get it', async () => {
    const { docker, ctx } = openDocker();
    expect(
      await docker.execute({ operation: 'run_container' as const, image: 'strata-test/none:1' }, ctx),
    ).toMatchObject({
      success: false,
      error: {
        kind: 'not_found',
        message: 'no such image: strata-test/none:1',
        hint: containing('pull_image'),
      },
    });
  });

  test.each([
    [
      'a program that the image does not have',
      { command: ['no-such-program'] },
      'refused',
      'executable file not found',
    ],
    [
      'a source that is not there',
      { mounts: [{ source: '/no/such/folder', target: '/data' }] },
      'refused',
      'does not exist',
    ],
    ['a network that is not there', { network: 'no-such-network' }, 'not_found', 'no-such-network'],
    ['a user that is not there', { user: 'nobody-knows' }, 'refused', 'unable to find user'],
    ['remove with detached', { detached: true, remove: true }, 'invalid_input', 'remove'],
    ['a restart in the foreground', { restart: 'always' }, 'invalid_input', 'restart'],
    ['a capability that is none', { capAdd: ['net_admin'] }, 'invalid_input', 'capAdd'],
    ['a time limit with detached', { detached: true, timeoutMs: 1000 }, 'invalid_input', 'timeoutMs'],
  ] as const)('%s is a failure that leaves nothing behind', async (_title, fields, kind, message) => {
    const { docker, ctx, labels, list } = openDocker();
    const mutable = structuredClone(fields) as object;
    const request = {
      operation: 'run_container' as const,
      image: await busyboxImage(),
      command: ['true'],
      labels,
      ...mutable,
    };
    const answer = await docker.execute(request, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind, message: containing(message) } });
    expect(await list()).toEqual([]);
  });

  test('a name that is taken is a conflict, and the container that has it stays', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const name = `strata-test-${systemClock.id()}`;
    const request = {
      operation: 'run_container' as const,
      image: await busyboxImage(),
      command: ['sleep', '60'],
      name,
      labels,
    };
    expect(await docker.execute({ ...request, detached: true }, ctx)).toMatchObject({ success: true });
    expect(await docker.execute(request, ctx)).toMatchObject({
      success: false,
      error: { kind: 'conflict', hint: containing('Choose another name') },
    });
    expect(await list(false)).toMatchObject([{ name, state: 'running' }]);
  });

  test('a detached run answers with a running container, which undo removes', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const input = { image: await busyboxImage(), command: ['sleep', '60'], detached: true, labels };
    const made = dataOf(await docker.execute({ operation: 'run_container' as const, ...input }, ctx));
    expect(await list(false)).toMatchObject([{ id: made.containerId, name: made.name, labels: { strata: '1' } }]);
    const undo = docker.operations.run_container.undo?.request(
      docker.operations.run_container.input.parse(input),
      made,
    );
    if (undo === undefined) throw new Error('nothing to undo');
    const remove = { operation: 'remove_container', ...undo } as const;
    expect(await docker.execute(remove, ctx)).toMatchObject({ success: true, data: { removed: true } });
    expect(await list()).toEqual([]);
  });

  test.each([
    ['ended', { remove: false }, { status: 'exited', exitCode: 0, stdout: 'found\n' }],
    ['running', { detached: true }, { status: 'running' }],
  ])('a container that has %s is found by the id of its call, and by no other', async (_state, fields, found) => {
    const { docker, labels } = openDocker();
    const ctx = createContext({ callId: systemClock.id() });
    const script = 'detached' in fields ? 'sleep 60' : 'echo found';
    const input = { image: await busyboxImage(), command: ['sh', '-c', script], labels, ...fields };
    const made = await docker.execute({ operation: 'run_container' as const, ...input }, ctx);
    const { locate, input: schema } = docker.operations.run_container;
    const look = async (callId: string) => {
      const answer = await docker.execute(
        { operation: 'find_run', ...locate?.request(schema.parse(input), callId), callId },
        ctx,
      );
      if (!answer.success) throw new Error(answer.error.message);
      return locate?.pick(answer.data, schema.parse(input), callId);
    };
    expect(await look(ctx.callId ?? '')).toMatchObject({
      containerId: made.success && made.data.containerId,
      ...found,
    });
    if ('detached' in fields) expect(await look(systemClock.id())).toBeUndefined();
    else await expect(look(systemClock.id())).rejects.toThrow('may have run');
  });
});
