import { link, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DockerExpert, type DockerExpertOptions } from '../docker-expert.ts';
import { counting, folderWith } from './engine.fixture.ts';

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
  ['unconfined', { securityOpts: ['no-new-privileges=0'] }],
  ['unconfined', { securityOpts: ['no-new-privileges:F'] }],
  ['unconfined', { securityOpts: ['label=type:spc_t'] }],
  ['unconfined', { securityOpts: ['systempaths=unconfined'] }],
  ['unconfined', { securityOpts: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'] }],
  ['unconfined', { securityOpts: ['apparmor=mine'] }],
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
  ['host_folder', mount('/usr')],
  ['host_folder', mount('/usr/local/bin')],
  ['host_folder', mount('/lib')],
  ['host_folder', mount('/opt')],
  ['host_folder', mount('/srv')],
  ['host_folder', mount('/var/spool/cron')],
  ['host_folder', mount('/home')],
  ['host_folder', mount('/home/someone')],
  ['host_folder', mount('/home/someone/.ssh/authorized_keys')],
  ['host_folder', mount('/Users/someone/.config')],
  ['host_folder', mount('/root')],
  ['host_folder', mount(homedir())],
  ['host_folder', mount(join(homedir(), '.ssh'))],
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

test.each(['/home/someone/project', '/home/someone/.cache/pip', '/srv/shop/data', '/mnt/disk', '/tmp/x'])(
  "S50: %s is nobody's own but the caller's, and is let through",
  async (source) => {
    expect(await open().run(mount(source))).toBe('unavailable');
  },
);

test('S50: folders that are allowed by name are let through, with what is in them and nothing else', async () => {
  const { run } = open({ host: { folders: ['/opt/shop', '/var/run'] } });
  expect(await run(mount('/opt/shop/data'))).toBe('unavailable');
  expect(await run(mount('/opt/shop/../other'))).toBe('host_folder');
  expect(await run(mount('/opt'))).toBe('host_folder');
  expect(await run(mount('/var/run/docker.sock'))).toBe('docker_socket');
  expect(() => open({ host: { folders: ['data'] } })).toThrow(/hostGuard: folders/);
});

test.each([['no-new-privileges'], ['no-new-privileges:true'], ['no-new-privileges=1'], ['apparmor=docker-default']])(
  'S50: %s takes nothing away, and is let through',
  async (option) => {
    expect(await open().run({ securityOpts: [option] })).toBe('unavailable');
  },
);

test("S50: a build in the host's network is refused", async () => {
  const build = { operation: 'build_image' as const, path: '/tmp', networkMode: 'host' };
  expect(await open().expert.execute(build, createContext())).toMatchObject({ error: { rule: 'host_namespace' } });
});

test('S50: a request that the policies do not know is an error, and nothing is sent', async () => {
  const { policy, calls } = counting();
  const { operations } = new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' });
  const { run_container: own, ...others } = operations;
  // A catalog of another day, in which a field has another name.
  const input = own.input.omit({ mounts: true });
  const later = {
    name: 'docker',
    operations: { ...others, run_container: { ...own, input } },
    execute: () => undefined,
  };
  const expert = new DockerExpert(policy(later as never));
  const run = expert.execute({ operation: 'run_container', image: 'x:1' }, createContext());
  await expect(run).rejects.toThrow(/run_container: .*mounts/);
  expect([...calls]).toEqual([]);
});

test.each<[string, object, DockerExpertOptions]>([
  ['privileged', { privileged: true }, {}],
  ['host_folder', mount('/etc'), {}],
  ['limits', { memoryBytes: 2 }, { limits: { most: { memoryBytes: 1 } } }],
])(
  'S50, P7: one that the rule %s refuses counts as no attempt: the engine was not asked',
  async (rule, fields, options) => {
    const { expert } = open(options);
    const answer = await expert.execute({ operation: 'run_container', image: 'x:1', ...fields }, createContext());
    expect(answer).toMatchObject({ error: { kind: 'forbidden', rule }, meta: { attempts: 0 } });
  },
);

test('options that do not fit are TypeErrors that name them', () => {
  expect(() => open({ host: { allow: ['everything' as 'privileged'] } })).toThrow(/hostGuard: allow/);
  expect(() => open({ limits: { usual: { cpus: -1 } } })).toThrow(/runLimits: usual.cpus/);
  expect(() => open({ start: { settleMs: -1 } })).toThrow(/start: settleMs/);
  expect(() => open({ work: { startMs: 0 } })).toThrow(/limits: startMs/);
  expect(() => open({ autopull: true } as never)).toThrow(/DockerExpert/);
});
