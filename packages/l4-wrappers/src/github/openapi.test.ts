import { type AnyTool, inverseOf } from '@strata/core';
import { type CheckedFetch, checked, createGitHubContract, lineOf } from '@strata/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { deviations } from './deviations.fixture.ts';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { type LocalGitHub, startLocalGitHub } from './local-github.fixture.ts';
import { arrangeReads } from './reads.fixture.ts';
import { type GitHubRequest, markedContext, writes } from './writes.fixture.ts';

interface Driven {
  readonly operation: string;
  readonly success: boolean;
}

/** Everything that the wrapper sends for every operation of the catalog, and what the local GitHub answers. */
interface Drive {
  readonly driven: readonly Driven[];
  readonly problems: CheckedFetch['problems'];
  readonly routes: ReadonlySet<string>;
}

const contract = await createGitHubContract();

const connect = (local: LocalGitHub) => {
  const watched = checked(contract, globalThis.fetch, local.url);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch: watched.fetch });
  // The cases are requests of this catalog; which one is known only when the test runs.
  return { watched, tool: github as unknown as AnyTool };
};

const driveWrite = async (name: string, arrange: (local: LocalGitHub) => Promise<GitHubRequest>) => {
  await using local = await startLocalGitHub();
  const request = await arrange(local);
  const { watched, tool } = connect(local);
  const done = await tool.execute(request, markedContext());
  const { locate } = githubCatalog.operations[request.operation] as AnyTool['operations'][string];
  if (locate !== undefined) {
    const { operation: _operation, ...input } = request;
    const look = locate.request(githubCatalog.operations[request.operation].input.parse(input), 'ship/copies[2]/write');
    await tool.execute({ operation: locate.using.name, ...look }, markedContext());
  }
  const undo = done.success ? inverseOf(tool.operations[name], request, done.data) : undefined;
  if (undo !== undefined) await tool.execute(undo, markedContext('undo'));
  return { driven: { operation: name, success: done.success }, watched };
};

const driveReads = async () => {
  await using local = await startLocalGitHub();
  const requests = await arrangeReads(local);
  const { watched, tool } = connect(local);
  const driven: Driven[] = [];
  for (const request of requests) {
    const { success } = await tool.execute(request, markedContext());
    driven.push({ operation: request.operation, success });
  }
  return { driven, watched };
};

const drive = async (): Promise<Drive> => {
  const reads = await driveReads();
  const driven = [...reads.driven];
  const seen = [reads.watched];
  for (const [name, { arrange }] of Object.entries(writes)) {
    const write = await driveWrite(name, arrange);
    driven.push(write.driven);
    seen.push(write.watched);
  }
  return {
    driven,
    problems: seen.flatMap((it) => it.problems),
    routes: new Set(seen.flatMap((it) => [...it.routes])),
  };
};

describe('S46: every operation of the catalog, held against GitHub’s own document', () => {
  let all: Drive = { driven: [], problems: [], routes: new Set() };
  beforeAll(async () => void (all = await drive()), 60_000);

  test('S44: each of them works', () => {
    expect(all.driven.filter((it) => !it.success)).toEqual([]);
    expect([...new Set(all.driven.map((it) => it.operation))].toSorted()).toEqual(
      Object.keys(githubCatalog.operations).toSorted(),
    );
  });

  test('what is sent is what GitHub documents', () => {
    expect([...new Set(all.problems.filter((it) => it.side === 'request').map(lineOf))]).toEqual([]);
    expect(all.routes.size).toBeGreaterThan(60);
  });

  test('what the local GitHub answers is what GitHub documents, but for what the emulator is known to do', () => {
    const found = new Set(all.problems.filter((it) => it.side === 'response').map(lineOf));
    expect([...found].toSorted()).toEqual([...deviations].toSorted());
  });
});
