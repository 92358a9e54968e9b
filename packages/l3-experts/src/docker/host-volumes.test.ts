import { createContext, createFailure, createPolicy, fail } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { busyboxImage } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { DockerExpert } from '../docker-expert.ts';
import { counting, dataOf, describeWithEngine, openEngine } from './engine.fixture.ts';

/** An expert around an engine that is not there: what is refused never gets as far as to notice. */
const open = () => {
  const { policy, calls } = counting();
  const wrapper = policy(new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' }));
  return { expert: new DockerExpert(wrapper, { retry: { attempts: 1 } }), calls };
};

const bind = (device: string) => ({ type: 'none', o: 'bind', device });

test.each([
  ['host_folder', { driverOptions: bind('/var/run') }],
  ['host_folder', { driverOptions: bind('/home') }],
  ['docker_socket', { driverOptions: bind('/var/run/docker.sock') }],
  ['host_folder', { driverOptions: bind('etc') }],
  ['host_folder', { driverOptions: { type: 'proc', device: 'proc' } }],
  ['host_folder', { driverOptions: { type: 'overlay', device: 'overlay', o: 'lowerdir=/etc:/boot' } }],
  ['host_folder', { driverOptions: { type: 'ext4', device: '/dev/sda1' } }],
  ['host_folder', { driverOptions: { type: 'tmpfs', device: '/etc', o: 'size=1m,rbind' } }],
  ['host_folder', { driverOptions: { type: 'tmpfs', device: 'tmpfs', o: 'remount' } }],
  ['host_folder', { driverOptions: { type: 'nfs', device: '/etc', o: 'addr=10.0.0.1,bind' } }],
  ['host_folder', { driverOptions: { ...bind('/tmp'), o: 'bind,rshared' } }],
  ['host_folder', { driverOptions: { mountpoint: '/etc' } }],
  ['host_folder', { driver: 'local-persist' }],
])('S50: %s: a volume of %j is refused, and nothing is sent', async (rule, fields) => {
  const { expert, calls } = open();
  const answer = await expert.execute({ operation: 'create_volume', ...fields }, createContext());
  expect(answer).toMatchObject({ success: false, error: { kind: 'forbidden', rule } });
  expect([...calls]).toEqual([]);
});

test.each([
  [{}],
  [{ size: '10g' }],
  [{ type: 'tmpfs', device: 'tmpfs', o: 'size=100m,uid=1000,noexec' }],
  [{ type: 'nfs', device: ':/export', o: 'addr=10.0.0.1,rw,nfsvers=4' }],
  [{ type: 'cifs', device: '//server/share', o: 'username=a' }],
  [bind('/tmp/no-such-folder')],
])('S50: a volume of %j shows nothing of the host, and is let through', async (driverOptions) => {
  const answer = await open().expert.execute({ operation: 'create_volume', driverOptions }, createContext());
  expect(answer).toMatchObject({ error: { kind: 'unavailable' } });
});

describeWithEngine('a volume that others have made', () => {
  const openRun = async () => {
    const opened = openEngine();
    const run = { operation: 'run_container' as const, image: await busyboxImage(), labels: opened.labels };
    return { ...opened, run, refused: (rule: string) => ({ success: false, error: { kind: 'forbidden', rule } }) };
  };

  test.each([
    ['a folder', bind('/etc'), '/etc'],
    ['proc', { type: 'proc', device: 'proc' }, 'proc'],
    ['an overlay', { type: 'overlay', device: 'overlay', o: 'lowerdir=/etc:/boot' }, 'lowerdir'],
  ])('S50: a volume is refused that shows %s of the host', async (_title, driverOptions, named) => {
    const { wrapper, ctx, labels, list, run, refused } = await openRun();
    const { name } = dataOf(await wrapper.execute({ operation: 'create_volume', driverOptions, labels }, ctx));
    const answer = await new DockerExpert(wrapper).execute({ ...run, volumes: [{ name, target: '/data' }] }, ctx);
    expect(answer).toMatchObject(refused('host_folder'));
    expect(answer).toMatchObject({ error: { message: expect.stringContaining(named) as unknown } });
    expect(await list()).toEqual([]);
  });

  test('S50: a volume that cannot be looked at is not shown, for whatever reason', async () => {
    const { wrapper, ctx, labels, list, run } = await openRun();
    const driverOptions = bind('/etc');
    const { name } = dataOf(await wrapper.execute({ operation: 'create_volume', driverOptions, labels }, ctx));
    const error = { kind: 'timed_out', message: 'took longer than 1 ms', limitMs: 1, mayHaveHappened: false } as const;
    const slow = createPolicy(
      () =>
        async ({ operation }, proceed) =>
          operation.name === 'inspect_volume' ? fail(createFailure(operation.name, error)) : proceed(),
    );
    const expert = new DockerExpert(slow(wrapper));
    expect(await expert.execute({ ...run, volumes: [{ name, target: '/data' }] }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'timed_out', operation: 'run_container', mayHaveHappened: false },
    });
    expect(await list()).toEqual([]);
  });

  test('S50: a volume that is not there is made, and shows nothing of the host', async () => {
    const { wrapper, ctx, labels, run } = await openRun();
    const { name } = dataOf(await wrapper.execute({ operation: 'create_volume', labels }, ctx));
    dataOf(await wrapper.execute({ operation: 'remove_volume', name }, ctx));
    onTestFinished(async () => void (await wrapper.execute({ operation: 'remove_volume', name }, createContext())));
    const volumes = [{ name, target: '/data' }];
    const answer = await new DockerExpert(wrapper).execute({ ...run, command: ['ls', '/data'], volumes }, ctx);
    expect(dataOf(answer)).toMatchObject({ exitCode: 0, stdout: '' });
  });
});
