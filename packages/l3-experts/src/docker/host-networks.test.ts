import { DockerExpert } from '../docker-expert.ts';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { dataOf, describeWithEngine, folderWith, openEngine } from './engine.fixture.ts';

const refused = { success: false, error: { kind: 'forbidden', rule: 'host_namespace' } };

const open = async () => {
  const opened = openEngine();
  return {
    ...opened,
    run: { operation: 'run_container' as const, image: await busyboxImage(), labels: opened.labels },
  };
};

describeWithEngine('a network that others are in', () => {
  test("S50: another container's network is joined when it is its own, and refused when it is the host's", async () => {
    const { wrapper, ctx, list, run } = await open();
    const start = async (network: string) => {
      const sleeping = { ...run, command: ['sleep', '600'], detached: true, network };
      const started = dataOf(await wrapper.execute(sleeping, ctx));
      return `container:${started.containerId}`;
    };
    const expert = new DockerExpert(wrapper);
    const own = await start('none');
    expect(dataOf(await expert.execute({ ...run, command: ['true'], network: own }, ctx))).toMatchObject({
      exitCode: 0,
    });
    const hosts = await start('host');
    const before = await list();
    expect(await expert.execute({ ...run, network: hosts }, ctx)).toMatchObject(refused);
    // One that has joined it says nothing of whose it is.
    const further = await start(hosts);
    expect(await expert.execute({ ...run, network: further }, ctx)).toMatchObject(refused);
    const build = { operation: 'build_image' as const, path: await folderWith({ Dockerfile: 'FROM scratch' }) };
    expect(await expert.execute({ ...build, networkMode: hosts }, ctx)).toMatchObject(refused);
    expect((await list()).length).toBe(before.length + 1);
    const allowed = new DockerExpert(wrapper, { host: { allow: ['host_namespace'] } });
    expect(dataOf(await allowed.execute({ ...run, command: ['true'], network: hosts }, ctx))).toMatchObject({
      exitCode: 0,
    });
  });

  test("S50: the host's network is known by its id too", async () => {
    const { wrapper, ctx, run } = await open();
    const { id } = dataOf(await wrapper.execute({ operation: 'inspect_network', network: 'host' }, ctx));
    expect(await new DockerExpert(wrapper).execute({ ...run, network: id }, ctx)).toMatchObject(refused);
  });
});
