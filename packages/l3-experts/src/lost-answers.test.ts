import {
  type InputOf,
  type Tool,
  type WorkflowContext,
  createContext,
  createPolicy,
  mayHaveHappened,
} from '@strata/core';
import { GitHubAPIWrapper, type GitHubOperations } from '@strata/l4-wrappers/github';
import { startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { createManualClock } from '@strata/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteCut, startByteCuttingProxy } from './byte-cutting-proxy.fixture.ts';
import { GitHubExpert } from './github-expert.ts';

const runs = 200;
const repo = 'ann/app';

type Write = 'create_pr' | 'create_issue' | 'add_comment' | 'create_branch' | 'commit_files' | 'merge_pr';

/** GitHub past the proxy: to prepare, and to look. */
interface Direct {
  readonly baseSha: string;
  readonly call: <Name extends keyof GitHubOperations>(
    operation: Name,
    input: object,
  ) => Promise<Extract<Awaited<ReturnType<Tool<Pick<GitHubOperations, Name>>['execute']>>, { success: true }>['data']>;
}

/** One kind of write: what has to be there before, what is asked, and how many times it shows afterwards. */
interface Case<Name extends Write> {
  readonly prepare: (direct: Direct, id: string) => Promise<InputOf<GitHubOperations, Name>>;
  /** What there is of the effect, by what an answer names it with. */
  readonly look: (direct: Direct, id: string, input: InputOf<GitHubOperations, Name>) => Promise<readonly unknown[]>;
  readonly named: (data: never) => unknown;
}

const withBranch = async ({ call }: Direct, branch: string): Promise<void> =>
  void (await call('create_branch', { branch }));
const committing = ({ baseSha }: Direct, id: string) => ({
  repo,
  branch: id,
  parent: baseSha,
  message: `Add ${id}`,
  files: [{ path: `${id}.txt`, content: 'x\n', encoding: 'utf-8' as const }],
});

const cases: { readonly [Name in Write]: Case<Name> } = {
  create_issue: {
    prepare: async (_direct, id) => ({ repo, title: id, body: 'why' }),
    look: async ({ call }, id) =>
      (await call('list_issues', { state: 'all', maxResults: 10 })).issues.flatMap((it) =>
        it.title === id ? [it.number] : [],
      ),
    named: ({ number }: { readonly number: number }) => number,
  },
  add_comment: {
    prepare: async ({ call }, id) => ({ repo, number: (await call('create_issue', { title: id })).number, body: id }),
    look: async ({ call }, _id, { number }) => (await call('list_comments', { number })).comments.map((it) => it.id),
    named: ({ id }: { readonly id: number }) => id,
  },
  create_branch: {
    prepare: async (_direct, id) => ({ repo, branch: id }),
    look: async ({ call }, id) => (await call('list_branches', { names: [id] })).branches.map((it) => it.sha),
    named: ({ sha }: { readonly sha: string }) => sha,
  },
  commit_files: {
    prepare: async (direct, id) => {
      await withBranch(direct, id);
      return committing(direct, id);
    },
    look: async ({ call, baseSha }, id) =>
      (await call('list_commits', { sha: id, maxResults: 10 })).commits.flatMap((it) =>
        it.sha === baseSha ? [] : [it.sha],
      ),
    named: ({ sha }: { readonly sha: string }) => sha,
  },
  create_pr: {
    prepare: async (direct, id) => {
      await withBranch(direct, id);
      return { repo, title: id, head: id, body: 'why' };
    },
    look: async ({ call }, id) => (await call('list_prs', { head: id, state: 'all' })).prs.map((it) => it.number),
    named: ({ number }: { readonly number: number }) => number,
  },
  merge_pr: {
    prepare: async (direct, id) => {
      await withBranch(direct, `${id}-base`);
      await withBranch(direct, id);
      await direct.call('commit_files', committing(direct, id));
      const pull = { title: id, head: id, base: `${id}-base` };
      return { repo, number: (await direct.call('create_pr', pull)).number };
    },
    // A merge commit is one that neither branch had before.
    look: async ({ call, baseSha }, id) =>
      (await call('list_commits', { sha: `${id}-base`, maxResults: 10 })).commits.flatMap((it) =>
        it.sha === baseSha || it.message.startsWith(`Add ${id}`) ? [] : [it.sha],
      ),
    named: ({ sha }: { readonly sha: string }) => sha,
  },
};

/** A share of what passes when nobody cuts. Without bias: the beginning is no more likely than the rest. */
const share = fc.noBias(fc.nat(9999)).map((tenThousandths) => tenThousandths / 10_000);
const anywhere = fc.record({
  of: fc.constantFrom('the requests' as const, 'the answers' as const),
  share,
});
/** GitHub has acted, and says so; there the answer is lost that matters. */
const afterTheEffect = fc.record({ of: fc.constant('the answer to the change' as const), share });
const places = fc.tuple(
  fc.oneof({ weight: 4, arbitrary: afterTheEffect }, { weight: 1, arbitrary: anywhere }),
  // What comes after the first cut is another attempt, or a look.
  fc.option(anywhere, { nil: undefined, freq: 2 }),
);

/** How many bytes pass when nobody cuts, and after how many the answer to the change begins. */
interface Whole {
  readonly to: number;
  readonly from: number;
  readonly changeAt: number;
}

const cutAt = (
  { of, share: part }: { readonly of: string; readonly share: number },
  { to, from, changeAt }: Whole,
): ByteCut => {
  if (of === 'the requests') return { direction: 'to', afterBytes: Math.floor(part * to) };
  const begin = of === 'the answers' ? 0 : changeAt;
  return { direction: 'from', afterBytes: begin + Math.floor(part * (from - begin)) };
};

const open = async () => {
  const clock = createManualClock();
  const local = await startLocalGitHub({ repo, files: [], limit: 1_000_000 });
  const proxy = await startByteCuttingProxy(local.url);
  const bare = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  const call: Direct['call'] = async (operation, input) => {
    const answer = await bare.execute({ repo, ...input, operation } as never, createContext());
    if (!answer.success) throw new Error(`${operation}: ${answer.error.message}`);
    return answer.data as never; // of the operation that was asked for
  };
  // Time passes only while nobody works: limits don't strike, and waits don't last.
  let underWay = 0;
  const watched = createPolicy(() => async (_call, proceed) => {
    underWay += 1;
    try {
      return await proceed();
    } finally {
      underWay -= 1;
    }
  });
  const expert = new GitHubExpert(watched(new GitHubAPIWrapper({ token: local.token, baseUrl: proxy.url })));
  const ask = async <Name extends Write>(operation: Name, input: InputOf<GitHubOperations, Name>) => {
    const ctx: WorkflowContext = createContext({ clock });
    const answering = expert.execute({ ...(input as object), operation } as never, ctx);
    let settled = false;
    void answering.finally(() => (settled = true));
    const look = (): Promise<boolean> => (underWay === 0 ? clock.advance(1000) : Promise.resolve()).then(() => settled);
    await expect.poll(look, { interval: 1, timeout: 25_000 }).toBe(true);
    return answering;
  };
  const dispose = async (): Promise<void> => {
    await proxy[Symbol.asyncDispose]();
    await local.stop();
  };
  return { direct: { call, baseSha: local.baseSha }, proxy, ask, [Symbol.asyncDispose]: dispose };
};

/** What became of the calls of one write. */
interface Swept {
  /** How many were cut, and how many of these when their effect was there. */
  readonly cut: number;
  readonly cutAfterEffect: number;
  readonly succeeded: number;
}

const sweep = async <Name extends Write>(name: Name): Promise<Swept> => {
  await using github = await open();
  const { direct, proxy, ask } = github;
  const { prepare, look, named }: Case<Name> = cases[name];
  let count = 0;
  const next = (): string => `${name.replaceAll('_', '-')}-${(count += 1)}`;
  const first = next();
  const input = await prepare(direct, first);
  proxy.plan.arm([]);
  expect(await ask(name, input)).toMatchObject({ success: true });
  const whole = { ...proxy.plan.handedOn, changeAt: proxy.plan.lastChangeAt };
  const seen = { cut: 0, cutAfterEffect: 0, succeeded: 0 };
  await fc.assert(
    fc.asyncProperty(places, async (drawn) => {
      const id = next();
      const request = await prepare(direct, id);
      // Before anybody knows of the cut: nothing is repeated yet.
      const lookBefore = async (): Promise<void> => {
        if ((await look(direct, id, request)).length > 0) seen.cutAfterEffect += 1;
      };
      const cuts = drawn.flatMap((place) => (place === undefined ? [] : [cutAt(place, whole)]));
      proxy.plan.arm(cuts, lookBefore);
      const answer = await ask(name, request);
      seen.cut += proxy.plan.made > 0 ? 1 : 0;
      proxy.plan.arm([]);
      const there = await look(direct, id, request);
      if (answer.success) {
        seen.succeeded += 1;
        expect(there).toEqual([named(answer.data as never)]);
      } else if (mayHaveHappened(answer.error)) expect(there.length).toBeLessThanOrEqual(1);
      else expect(there).toEqual([]);
    }),
    { numRuns: runs, endOnFailure: true },
  );
  return seen;
};

test.each(Object.keys(cases) as Write[])(
  'S51, F16: 200 calls of %s whose connections are cut at random bytes, mostly after GitHub has acted, are each made once',
  { timeout: 240_000 },
  async (name) => {
    const { cut, cutAfterEffect, succeeded } = await sweep(name);
    // That they were really cut, where it matters, and got through all the same.
    expect(cut).toBe(runs);
    expect(cutAfterEffect).toBeGreaterThan(runs / 2);
    expect(succeeded).toBeGreaterThan(runs * 0.9);
  },
);
