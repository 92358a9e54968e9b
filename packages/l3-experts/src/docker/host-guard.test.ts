import { link, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { busyboxImage } from '@strata/testing';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DockerExpert, type DockerExpertOptions } from '../docker-expert.ts';
import { counting, dataOf, describeWithEngine, folderWith, openEngine } from './engine.fixture.ts';

/** An expert around an engine that is not there: what is refused never gets as far as to notice. */
const open = (options: DockerExpertOptions = {}) => {
  const { policy, calls } = counting();
  const wrapper = policy(new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' }));
  const expert = new DockerExpert(wrapper, { retry: { attempts: 1 }, ...options });
  const run = async (fields: object) => {
    const answer = await expert.execute({ operation: 'run_container', image: 'x:1', ...fields }, createContext());
    return answer.success ? 'success' : answer.error.kind === 'forbidden' ? answer.error.rule : answer.error.kind;
  };
  return { expert, run, calls };
};

const mount = (source: string) => ({ mounts: [{ source, target: '/data' }] });

test.each([
  ['privileged', { privileged: true }],
  ['host_namespace', { network: 'host' }],
  ['host_namespace', { pidMode: 'host' }],
  ['host_namespace', { ipcMode: 'host' }],
  ['dangerous_capability', { capAdd: ['SYS_ADMIN'] }],
  ['dangerous_capability', { capAdd: ['CHOWN', 'CAP_SYS_PTRACE'] }],
  ['dangerous_capability', { capAdd: ['ALL'] }],
  ['unconfined', { securityOpts: ['seccomp=unconfined'] }],
  ['unconfined', { securityOpts: ['apparmor:unconfined'] }],
  ['unconfined', { securityOpts: ['no-new-privileges=false'] }],
  ['docker_socket', mount('/var/run/docker.sock')],
  ['docker_socket', mount('/run/docker.sock')],
  ['docker_socket', mount('/tmp/../var/run/./docker.sock')],
  ['docker_socket', mount(join(homedir(), '.docker', 'run', 'docker.sock'))],
  ['host_folder', mount('/')],
  ['host_folder', mount('/var/run')],
  ['host_folder', mount('/run')],
  ['host_folder', mount('/etc')],
  ['host_folder', mount('/etc/')],
  ['host_folder', mount('/etc/shadow')],
  ['host_folder', mount('/var')],
  ['host_folder', mount('/var/lib/docker')],
  ['host_folder', mount('/var/lib/docker/volumes')],
  ['host_folder', mount('/proc/1/root')],
  ['host_folder', mount('//etc')],
  ['host_folder', mount('/dev')],
])('S50: %s: %j is refused, and nothing is sent', async (rule, fields) => {
  const { run, calls } = open();
  expect(await run(fields)).toBe(rule);
  expect([...calls]).toEqual([]);
  // Where that very rule does not hold, the run goes on to the engine, which is not there; others hold all the same.
  const allowed = open({ host: { allow: [rule as 'privileged'] } });
  expect(await allowed.run(fields)).toBeOneOf(['unavailable', 'docker_socket', 'host_folder']);
});

test('S50: what is allowed by name is let through', async () => {
  const all = open({
    host: {
      allow: ['privileged', 'host_namespace', 'docker_socket', 'host_folder', 'dangerous_capability', 'unconfined'],
    },
  });
  expect(await all.run({ privileged: true, network: 'host', ...mount('/'), capAdd: ['ALL'] })).toBe('unavailable');
});

test('S50: an ordinary run is let through', async () => {
  const { run } = open();
  const folder = await folderWith({ file: '' });
  expect(await run({ ...mount(folder), capAdd: ['CHOWN'], capDrop: ['ALL'], network: 'none' })).toBe('unavailable');
  expect(await run(mount('/no/such/folder'))).toBe('unavailable');
});

test('S50: links are followed, also those whose end is not there, and so are folders of links', async () => {
  const { run } = open();
  const folder = await folderWith({ 'in/file': '' });
  await symlink('/var/run/docker.sock', join(folder, 'innocent'));
  await symlink('/', join(folder, 'root'));
  await symlink(join(folder, 'root'), join(folder, 'again'));
  await symlink('/etc', join(folder, 'in', 'settings'));
  expect(await run(mount(join(folder, 'innocent')))).toBeOneOf(['docker_socket', 'host_folder']);
  expect(await run(mount(join(folder, 'again')))).toBe('host_folder');
  expect(await run(mount(join(folder, 'in', 'settings', 'shadow')))).toBe('host_folder');
  expect(await run(mount(join(folder, 'again', 'run', 'not-there')))).toBe('host_folder');
  expect(await run(mount(join(folder, 'in')))).toBe('unavailable');
});

test('S50: a socket of an engine is known by its name and by its file, wherever it is, and by the folder that holds it', async () => {
  const folder = await folderWith({});
  const listen = async (name: string) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, name), resolve));
    onTestFinished(() => void server.close());
  };
  const before = process.env['DOCKER_HOST'];
  onTestFinished(() => {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  });
  await listen('engine.sock');
  await listen('podman.sock');
  await listen('mine.sock');
  await link(join(folder, 'engine.sock'), join(folder, 'other.sock'));
  expect(await open().run(mount(join(folder, 'mine.sock')))).toBe('unavailable');
  expect(await open().run(mount(join(folder, 'podman.sock')))).toBe('docker_socket');
  process.env['DOCKER_HOST'] = `unix://${join(folder, 'engine.sock')}`;
  expect(await open().run(mount(join(folder, 'engine.sock')))).toBe('docker_socket');
  expect(await open().run(mount(join(folder, 'other.sock')))).toBe('docker_socket');
  expect(await open().run(mount(folder))).toBe('docker_socket');
});

test('S50: no way of writing a protected folder gets through', async () => {
  const { run } = open();
  const target = fc.constantFrom('/etc', '/run', '/var/run', '/proc', '/var/lib/docker', '/dev', '/');
  const noise = fc.array(fc.constantFrom('.', '', 'x/..', 'a/b/../..'), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(target, noise, noise, async (folder, before, after) => {
      const source = ['', ...before, folder.slice(1), ...after].join('/') || '/';
      expect(await run(mount(source))).toBe('host_folder');
    }),
    { numRuns: 200 },
  );
});

test('S50: a volume that is a folder of the host by another name is refused, and so is a build in its network', async () => {
  const { expert } = open();
  const volume = {
    operation: 'create_volume' as const,
    driverOptions: { type: 'none', o: 'bind', device: '/var/run' },
  };
  const refused = { success: false, error: { kind: 'forbidden', rule: 'host_folder' } };
  expect(await expert.execute(volume, createContext())).toMatchObject(refused);
  const build = { operation: 'build_image' as const, path: '/tmp', networkMode: 'host' };
  expect(await expert.execute(build, createContext())).toMatchObject({ error: { rule: 'host_namespace' } });
});

test('options that do not fit are TypeErrors that name them', () => {
  expect(() => open({ host: { allow: ['everything' as 'privileged'] } })).toThrow(/hostGuard: allow/);
  expect(() => open({ limits: { usual: { cpus: -1 } } })).toThrow(/runLimits: usual.cpus/);
  expect(() => open({ start: { settleMs: -1 } })).toThrow(/start: settleMs/);
  expect(() => open({ work: { startMs: 0 } })).toThrow(/limits: startMs/);
  expect(() => open({ autopull: true } as never)).toThrow(/DockerExpert/);
});

describeWithEngine('a volume that others have made', () => {
  test('S50: is refused when it shows a folder of the host', async () => {
    const { wrapper, ctx, labels, list } = openEngine();
    const driverOptions = { type: 'none', o: 'bind', device: '/etc' };
    const { name } = dataOf(await wrapper.execute({ operation: 'create_volume', driverOptions, labels }, ctx));
    const volumes = [{ name, target: '/data' }];
    const run = {
      operation: 'run_container' as const,
      image: await busyboxImage(),
      command: ['cat', '/data/shadow'],
      labels,
      volumes,
    };
    expect(await new DockerExpert(wrapper).execute(run, ctx)).toMatchObject({
      success: false,
      error: { kind: 'forbidden', rule: 'host_folder', message: expect.stringContaining('/etc') as unknown },
    });
    expect(await list()).toEqual([]);
  });
});
