import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type WorkflowContext, createContext, mayHaveHappened, systemClock } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { DockerExpert } from '../docker-expert.ts';
import { startCuttingProxy } from './cutting-proxy.fixture.ts';
import { dataOf, describeWithEngine, folderWith, openEngine } from './engine.fixture.ts';

const calls = 200;

/** Short real waits: what is shown here is what happens between them. */
const retry = { attempts: 8, firstDelayMs: 5, maxDelayMs: 40, kinds: ['unavailable', 'rate_limited'] as const };

type Expert = InstanceType<typeof DockerExpert>;
type Answer = { readonly success: true; readonly data: unknown } | { readonly success: false; readonly error: unknown };

/** One kind of thing that is made: how, how it is found without the proxy, and how it is taken away again. */
interface Making {
  readonly make: (expert: Expert, labels: Record<string, string>, ctx: WorkflowContext) => Promise<Answer>;
  /** What there is of one call, as its answer should name it. */
  readonly look: (labels: Record<string, string>) => Promise<readonly object[]>;
  readonly remove: (labels: Record<string, string>) => Promise<void>;
}

/** Many calls, each over connections of its own that are cut at random; a few at a time. */
const manyCuts = async ({ make, look, remove }: Making, testLabels: Record<string, string>) => {
  const seen = { succeeded: 0, failed: 0, cuts: 0, afterAnswer: 0 };
  const one = async (index: number): Promise<void> => {
    await using proxy = await startCuttingProxy(index + 1, 1 + (index % 3));
    const labels = { ...testLabels, 'strata.test.index': String(index) };
    const start = { settleMs: 0 };
    const expert = new DockerExpert(new DockerSDKWrapper({ socketPath: proxy.socketPath }), { retry, start });
    const answer = await make(expert, labels, createContext({ callId: systemClock.id() }));
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.defer(() => remove(labels));
    const there = await look(labels);
    const title = `call ${index}, ${JSON.stringify(answer)}`;
    if (answer.success) expect(there, title).toMatchObject([answer.data]);
    else if (!mayHaveHappened(answer.error)) expect(there, title).toEqual([]);
    expect(there.length, title).toBeLessThanOrEqual(1);
    seen[answer.success ? 'succeeded' : 'failed'] += 1;
    seen.cuts += proxy.cuts.all;
    seen.afterAnswer += proxy.cuts.afterAnswer;
  };
  const next = Array.from({ length: calls }, (_, index) => index).values();
  const worker = async (): Promise<void> => {
    for (const index of next) await one(index);
  };
  // All of them are waited for: a call that goes on behind a test that has failed would leave something behind.
  const ended = await Promise.allSettled(Array.from({ length: 8 }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return seen;
};

/** That the connections were really cut, often after the engine had acted, and that the calls got through all the same. */
const hardship = (seen: { readonly succeeded: number; readonly cuts: number; readonly afterAnswer: number }) => ({
  wereCut: seen.cuts >= calls,
  afterAnswer: seen.afterAnswer > calls / 2,
  gotThrough: seen.succeeded > calls * 0.95,
});

describeWithEngine('200 calls whose connections are cut at random places', () => {
  test('S51, F16: create_volume makes one volume each', async () => {
    const { wrapper, ctx, labels } = openEngine();
    const look = async (own: Record<string, string>) =>
      dataOf(await wrapper.execute({ operation: 'list_volumes', labels: own }, ctx)).volumes;
    const seen = await manyCuts(
      {
        make: (expert, own, callCtx) => expert.execute({ operation: 'create_volume', labels: own }, callCtx),
        look,
        remove: async (own) => {
          for (const { name } of await look(own)) await wrapper.execute({ operation: 'remove_volume', name }, ctx);
        },
      },
      labels,
    );
    expect(hardship(seen), JSON.stringify(seen)).toEqual({ wereCut: true, afterAnswer: true, gotThrough: true });
  }, 120_000);

  test('S51, F16: create_network makes one network each', async () => {
    const { wrapper, ctx, labels } = openEngine();
    const look = async (own: Record<string, string>) =>
      dataOf(await wrapper.execute({ operation: 'list_networks', labels: own }, ctx)).networks;
    const seen = await manyCuts(
      {
        make: (expert, own, callCtx) =>
          expert.execute({ operation: 'create_network', internal: true, labels: own }, callCtx),
        look,
        remove: async (own) => {
          for (const { id } of await look(own))
            await wrapper.execute({ operation: 'remove_network', network: id }, ctx);
        },
      },
      labels,
    );
    expect(hardship(seen), JSON.stringify(seen)).toEqual({ wereCut: true, afterAnswer: true, gotThrough: true });
  }, 120_000);

  test('S51, F16: run_container makes one container each, and it runs', async () => {
    const { wrapper, ctx, labels } = openEngine();
    const image = await busyboxImage();
    const listed = async (own: Record<string, string>) =>
      dataOf(await wrapper.execute({ operation: 'list_containers', all: true, labels: own }, ctx)).containers;
    const seen = await manyCuts(
      {
        make: (expert, own, callCtx) => {
          const run = { image, command: ['sleep', '600'], network: 'none', detached: true, labels: own };
          return expert.execute({ operation: 'run_container', ...run }, callCtx);
        },
        look: async (own) =>
          (await listed(own)).map(({ id, name, state }) => ({ containerId: id, name, status: state, ports: [] })),
        remove: async (own) => {
          for (const { id } of await listed(own))
            await wrapper.execute({ operation: 'remove_container', container: id, force: true }, ctx);
        },
      },
      labels,
    );
    expect(hardship(seen), JSON.stringify(seen)).toEqual({ wereCut: true, afterAnswer: true, gotThrough: true });
  }, 240_000);

  test('S51, F16: run_container in the foreground runs its command once at most', async () => {
    const { wrapper, ctx, labels } = openEngine();
    const image = await busyboxImage();
    const folder = await folderWith({});
    const marker = (own: Record<string, string>): string => own['strata.test.index'] ?? '';
    const seen = await manyCuts(
      {
        make: async (expert, own, callCtx) => {
          const command = ['sh', '-c', `echo ran >> /out/${marker(own)}; echo out`];
          const mounts = [{ source: folder, target: '/out' }];
          const run = { image, command, mounts, network: 'none', labels: own };
          const answer = await expert.execute({ operation: 'run_container', ...run }, callCtx);
          if (!answer.success || answer.data.status !== 'exited') return answer;
          const { exitCode, stdout, truncated } = answer.data;
          return { success: true, data: { exitCode, stdout, truncated } };
        },
        look: async (own) => {
          const ran = await readFile(join(folder, marker(own)), 'utf8').catch(() => '');
          return [...ran.matchAll(/ran/g)].map(() => ({ exitCode: 0, stdout: 'out\n', truncated: false }));
        },
        remove: async (own) => {
          const request = { operation: 'list_containers' as const, all: true, labels: own };
          for (const { id } of dataOf(await wrapper.execute(request, ctx)).containers)
            await wrapper.execute({ operation: 'remove_container', container: id, force: true }, ctx);
          await rm(join(folder, marker(own)), { force: true });
        },
      },
      labels,
    );
    // A command whose start is in doubt is not begun again: fewer get through.
    expect(hardship(seen), JSON.stringify(seen)).toMatchObject({ wereCut: true, afterAnswer: true });
    expect(seen.succeeded, JSON.stringify(seen)).toBeGreaterThan(calls * 0.8);
  }, 240_000);

  test('F16: a run that its own time limit ends is not done again', async () => {
    const { wrapper, ctx, labels, list } = openEngine();
    const folder = await folderWith({});
    const expert = new DockerExpert(wrapper, { retry: { ...retry, kinds: ['unavailable', 'timed_out'] } });
    const command = ['sh', '-c', 'echo ran >> /out/log; sleep 60'];
    const mounts = [{ source: folder, target: '/out' }];
    const run = { image: await busyboxImage(), command, mounts, network: 'none', labels, timeoutMs: 1500 };
    const answer = await expert.execute({ operation: 'run_container', ...run }, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: 'timed_out' }, meta: { attempts: 1 } });
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe('ran\n');
    expect(await list()).toEqual([]);
  });
});
