import { createContext } from '@strata/core';
import { dockerCatalog } from '@strata/l4-wrappers/docker';
import { describe, expect, test } from 'vitest';
import { dockerPromises } from '../contract/docker/docker-promises.ts';
import { type DockerWorld, dockerScript } from '../contract/docker/docker-world.ts';
import { runContract } from '../contract/run-contract.ts';
import { createManualClock } from '../manual-clock.ts';
import { createFakeDocker } from './create-fake-docker.ts';

const image = 'app:1';

const script = ({ command }: { readonly command: readonly string[] }) =>
  command.at(-1) === dockerScript ? { exitCode: 3, stdout: 'out\n', stderr: 'err\n' } : {};

const open = async (): Promise<DockerWorld> => {
  const pullable = 'registry.local/other:1';
  const tool = createFakeDocker({
    images: [image],
    registry: [pullable],
    run: script,
    exec: script,
  });
  const world = { tool, image, pullable, prefix: 'contract', context: '/work/app' };
  return { ...world, reached: () => tool.calls.length, [Symbol.asyncDispose]: async () => {} };
};

describe('S63: the fake Docker', () => {
  runContract(dockerCatalog, dockerPromises, open);
});

test('it says no as the engine does', async () => {
  const fake = createFakeDocker({ images: [image] });
  const ctx = createContext();
  const ask = (request: Parameters<typeof fake.execute>[0]) => fake.execute(request, ctx);
  const run = { operation: 'run_container', image, name: 'one', detached: true } as const;
  expect(await ask({ ...run, image: 'none:1' })).toMatchObject({
    error: { kind: 'not_found', message: 'no such image: none:1' },
  });
  expect(await ask(run)).toMatchObject({ success: true });
  expect(await ask(run)).toMatchObject({ error: { kind: 'conflict' } });
  expect(await ask({ operation: 'remove_container', container: 'one' })).toMatchObject({ error: { kind: 'conflict' } });
  expect(await ask({ ...run, name: 'two', remove: true })).toMatchObject({ error: { kind: 'invalid_input' } });
  expect(await ask({ operation: 'pull_image', image: 'none:1' })).toMatchObject({ error: { kind: 'not_found' } });
});

test('S63: it leaves a container that a call waited for alone until a minute after its end, as the engine does', async () => {
  const fake = createFakeDocker({ images: [image] });
  const clock = createManualClock();
  const ctx = createContext({ clock });
  const prune = () => fake.execute({ operation: 'prune' }, ctx);
  await fake.execute({ operation: 'run_container', image, name: 'one', remove: false }, ctx);
  expect(await prune()).toMatchObject({ data: { removed: [] } });
  await clock.advance(60_000);
  expect(await prune()).toMatchObject({ data: { removed: [{ name: 'one' }] } });
});
