import { request as ask } from 'node:http';
import { createContext, createFirstLooks, stream, systemClock } from '@strata/core';
import { busyboxImage, createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { cancellable, containing, dataOf, describeWithEngine, openDocker, undo } from '../docker.fixture.ts';

/** A container in the background. */
const start = async (fields: object = {}) => {
  const opened = openDocker();
  const { docker, ctx, labels } = opened;
  const request = { image: await busyboxImage(), command: ['sleep', '600'], labels, detached: true, ...fields };
  const made = dataOf(await docker.execute({ operation: 'run_container', ...request }, ctx));
  const shown = async () =>
    dataOf(await docker.execute({ operation: 'inspect_container', container: made.containerId }, ctx));
  return { ...opened, made, container: made.containerId, shown };
};

describeWithEngine('starting and restarting on a real engine', () => {
  test('S48: a container that has ended is started again, which its undo stops', async () => {
    const { docker, ctx, container, shown } = await start({ init: true });
    dataOf(await docker.execute({ operation: 'stop_container', container, graceSeconds: 0 }, ctx));
    const request = { operation: 'start_container' as const, container };
    const started = dataOf(await docker.execute(request, ctx));
    expect(started).toEqual({ container, started: true });
    expect(await shown()).toMatchObject({ state: 'running' });
    expect(await undo(docker, request, started)).toBe(true);
    expect(await shown()).toMatchObject({ state: 'exited' });
  });

  test('S48: one that was running before stays running when its start is undone', async () => {
    const { docker, ctx, container } = await start();
    const request = { operation: 'start_container' as const, container };
    const started = dataOf(await docker.execute(request, ctx));
    expect(started).toEqual({ container, started: false });
    expect(await undo(docker, request, started)).toBe(false);
  });

  test('F16: a start whose answer was lost knows at its next attempt that it was this call', async () => {
    const { docker, ctx, container } = await start();
    dataOf(await docker.execute({ operation: 'stop_container', container, graceSeconds: 0 }, ctx));
    const call = createContext({ callId: systemClock.id(), firstLooks: createFirstLooks() });
    const request = { operation: 'start_container' as const, container };
    dataOf(await docker.execute(request, call));
    expect(dataOf(await docker.execute(request, call))).toMatchObject({ started: true });
    expect(dataOf(await docker.execute(request, createContext()))).toMatchObject({ started: false });
  });

  test('S48: a restart starts the program anew', async () => {
    const { docker, ctx, container, shown } = await start();
    const before = await shown();
    const request = { operation: 'restart_container' as const, container, graceSeconds: 0 };
    const { startedAt } = dataOf(await docker.execute(request, ctx));
    expect(startedAt > (before.startedAt ?? '')).toBe(true);
    expect(await shown()).toMatchObject({ state: 'running', startedAt });
    expect(docker.operations.restart_container.irreversible).toContain('memory');
  });

  test.each(['start_container', 'restart_container', 'stats', 'wait_for_health'] as const)(
    'S48: %s of one that is not there is not_found',
    async (operation) => {
      const { docker, ctx } = openDocker();
      const answer = await docker.execute({ operation, container: 'no-such-container' }, ctx);
      expect(answer).toMatchObject({ success: false, error: { kind: 'not_found' } });
    },
  );
});

describeWithEngine('a container that was asked for in detail', () => {
  test('S48: everything that was asked for is what the engine shows', async () => {
    const { shown } = await start({
      memoryBytes: 64 * 1024 * 1024,
      cpus: 0.5,
      pidsLimit: 40,
      readOnly: true,
      tmpfs: [{ target: '/scratch', sizeBytes: 1_048_576 }],
      capDrop: ['ALL'],
      securityOpts: ['no-new-privileges'],
      user: '1000:1000',
      workdir: '/tmp',
      init: true,
      restart: 'on-failure',
      maxRestarts: 2,
      stopTimeoutMs: 1000,
      healthcheck: { command: ['true'], intervalMs: 60_000 },
    });
    expect(await shown()).toMatchObject({
      state: 'running',
      memoryBytes: 64 * 1024 * 1024,
      cpus: 0.5,
      pidsLimit: 40,
      user: '1000:1000',
      workdir: '/tmp',
      privileged: false,
      command: ['sleep', '600'],
      health: 'starting',
      exitCode: null,
      finishedAt: null,
      networks: [{ name: 'bridge' }],
    });
  });

  test('S48: limits, capabilities and files hold inside', async () => {
    const { docker, ctx, container } = await start({
      readOnly: true,
      tmpfs: [{ target: '/scratch' }],
      capDrop: ['ALL'],
      extraHosts: { 'db.test': '10.9.8.7' },
    });
    const script =
      'touch /made 2>/dev/null && echo written; touch /scratch/made && echo scratch; grep CapEff /proc/self/status; grep db.test /etc/hosts';
    const request = { operation: 'exec' as const, container, command: ['sh', '-c', script] };
    const { stdout } = dataOf(await docker.execute(request, ctx));
    expect(stdout).toBe('scratch\nCapEff:\t0000000000000000\n10.9.8.7\tdb.test\n');
  });

  test('S48: a published port is reached where the answer says, and from this machine only', async () => {
    const script = 'mkdir -p /www && echo hello > /www/index.html && exec httpd -f -p 80 -h /www';
    const { made, shown } = await start({ command: ['sh', '-c', script], publish: [{ containerPort: 80 }] });
    if (made.status !== 'running') throw new Error('not detached');
    expect(made.ports).toMatchObject([{ containerPort: 80, protocol: 'tcp', hostIp: '127.0.0.1' }]);
    expect((await shown()).ports).toEqual(made.ports);
    const { hostIp = '', hostPort = 0 } = made.ports[0] ?? {};
    const page = () =>
      new Promise<string>((resolve) => {
        ask(
          { host: hostIp, port: hostPort, agent: false },
          (answer) => void answer.setEncoding('utf8').on('data', resolve),
        )
          .on('error', (error) => resolve(error.message))
          .end();
      });
    await expect.poll(page).toBe('hello\n');
  });

  test('S48: a port that is taken is a conflict, and leaves nothing behind', async () => {
    const { docker, ctx, labels, made, list } = await start({ publish: [{ containerPort: 80 }] });
    if (made.status !== 'running') throw new Error('not detached');
    const publish = [{ containerPort: 80, hostPort: made.ports[0]?.hostPort }];
    const request = { image: await busyboxImage(), command: ['sleep', '60'], labels, detached: true, publish };
    expect(await docker.execute({ operation: 'run_container', ...request } as never, ctx)).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing('allocated') },
    });
    expect(await list()).toHaveLength(1);
  });
});

describeWithEngine('health on a real engine', () => {
  const healthcheck = (...command: string[]) => ({ command, intervalMs: 100, timeoutMs: 5000, retries: 2 });

  test('A17, S67: a container is waited for until its check says that it is well, and its states are told', async () => {
    const command = ['sh', '-c', 'sleep 1; touch /tmp/well; sleep 600'];
    const { docker, ctx, container } = await start({
      command,
      healthcheck: { ...healthcheck('test', '-e', '/tmp/well'), retries: 100 },
    });
    const told: string[] = [];
    for await (const { part, result } of stream(
      docker,
      { operation: 'wait_for_health', container, everyMs: 20 },
      ctx,
    )) {
      if (part !== undefined) told.push(part.status);
      if (result !== undefined) expect(dataOf(result)).toMatchObject({ status: 'healthy', container });
    }
    expect(told).toEqual(['starting', 'healthy']);
  });

  test('A17: without a check, a container that runs is well', async () => {
    const { docker, ctx, container } = await start();
    const answer = await docker.execute({ operation: 'wait_for_health', container }, ctx);
    expect(dataOf(answer)).toMatchObject({ status: 'running' });
  });

  test('A17: one whose check fails, or that ends, is a failure that says why', async () => {
    const failing = await start({ healthcheck: healthcheck('sh', '-c', 'echo no database; exit 1') });
    const { docker, ctx } = failing;
    expect(await docker.execute({ operation: 'wait_for_health', container: failing.container }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: containing('unhealthy: no database'), details: { status: 'unhealthy' } },
    });
    const ending = await start({ command: ['sh', '-c', 'sleep 0.2; exit 3'], healthcheck: healthcheck('true') });
    const wait = { operation: 'wait_for_health' as const, container: ending.container };
    await expect.poll(async () => (await ending.shown()).state).toBe('exited');
    expect(await docker.execute(wait, ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: containing('exit code 3'), details: { status: 'exited', exitCode: 3 } },
    });
  });

  test('A19: the wait has its limit', async () => {
    const { docker, container } = await start({ healthcheck: { ...healthcheck('false'), retries: 1000 } });
    const clock = createManualClock();
    const request = { operation: 'wait_for_health' as const, container, timeoutMs: 5000, everyMs: 1000 };
    let settled = false;
    const waiting = docker.execute(request, createContext({ clock })).finally(() => (settled = true));
    await expect.poll(() => clock.advance(1000).then(() => settled), { interval: 5 }).toBe(true);
    expect(await waiting).toMatchObject({ success: false, error: { kind: 'timed_out', limitMs: 5000 } });
    expect(clock.pending).toBe(0);
  });
});

describeWithEngine('a command in a running container', () => {
  test('S48, S67: exec gives output and exit code, with folder, user and variables, and tells as it prints', async () => {
    const { docker, ctx, container } = await start();
    const script = 'echo "$GREETING from $(pwd) as $(id -u)"; echo err >&2; exit 3';
    const request = {
      operation: 'exec' as const,
      container,
      command: ['sh', '-c', script],
      env: { GREETING: 'hi' },
      workdir: '/tmp',
      user: '1234',
    };
    const told: unknown[] = [];
    for await (const { part, result } of stream(docker, request, ctx)) {
      if (part !== undefined) told.push(part);
      if (result !== undefined)
        expect(dataOf(result)).toMatchObject({
          exitCode: 3,
          stdout: 'hi from /tmp as 1234\n',
          stderr: 'err\n',
          truncated: false,
        });
    }
    expect(told).toContainEqual({ stream: 'stdout', text: 'hi from /tmp as 1234\n' });
    expect(told).toContainEqual({ stream: 'stderr', text: 'err\n' });
  });

  test('S48: arguments reach the program as they are', async () => {
    const { docker, ctx, container } = await start();
    const command = ['echo', '$(id)', '; rm -rf /', "it's"];
    expect(dataOf(await docker.execute({ operation: 'exec', container, command }, ctx))).toMatchObject({
      stdout: "$(id) ; rm -rf / it's\n",
    });
  });

  const processes = async (container: string) => {
    const { docker, ctx } = openDocker();
    const { stdout } = dataOf(
      await docker.execute({ operation: 'exec', container, command: ['ps', '-o', 'args'] }, ctx),
    );
    return stdout;
  };

  test('A19, P6: a command that takes too long has ended, with what it started, before the failure is returned', async () => {
    const { docker, ctx, container } = await start();
    const command = ['sh', '-c', 'sleep 4321 & sleep 1234'];
    const answer = await docker.execute({ operation: 'exec', container, command, timeoutMs: 300 }, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: 'timed_out', limitMs: 300, mayHaveHappened: true } });
    expect(await processes(container)).not.toMatch(/4321|1234/);
  });

  test('A19, P6: a command that the caller cancels has ended before the failure is returned', async () => {
    const { docker, container } = await start();
    const { ctx, cancel } = cancellable();
    const running = docker.execute({ operation: 'exec', container, command: ['sleep', '1234'] }, ctx);
    await expect.poll(() => processes(container)).toContain('1234');
    cancel();
    expect(await running).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: true } });
    expect(await processes(container)).not.toContain('1234');
  });

  test('S48: one in a container that has ended is a conflict, and a program that is not there is refused', async () => {
    const { docker, ctx, container } = await start();
    const missing = await docker.execute({ operation: 'exec', container, command: ['no-such-program'] }, ctx);
    expect(missing.success ? missing.data.exitCode : missing.error.kind).toBeOneOf([126, 127, 'refused']);
    dataOf(await docker.execute({ operation: 'stop_container', container, graceSeconds: 0 }, ctx));
    expect(await docker.execute({ operation: 'exec', container, command: ['true'] }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing('not running') },
    });
    expect(docker.operations.exec.irreversible).toContain('cannot be taken back');
  });
});

describeWithEngine('measuring on a real engine', () => {
  test('S48: a container that works hard uses a processor, and its memory is counted', async () => {
    const { docker, ctx, container } = await start({
      command: ['sh', '-c', 'while :; do :; done'],
      memoryBytes: 33_554_432,
    });
    const measured = dataOf(await docker.execute({ operation: 'stats', container }, ctx));
    expect(measured.cpuPercent).toBeGreaterThan(5);
    expect(measured.cpuPercent).toBeLessThan(1000);
    expect(measured).toMatchObject({ container, memoryLimitBytes: 33_554_432 });
    expect(measured.memoryBytes).toBeGreaterThan(0);
    expect(measured.pids).toBeGreaterThan(0);
  });
});
