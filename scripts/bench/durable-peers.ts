import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '@strata/durable';
import { Child } from './child.ts';
import { interruptible, scratchFolder } from './interruptible.ts';
import { paced } from './paced.ts';
import type { Load } from './peers/peer.ts';
import { findPostgres } from './peers/find-postgres.ts';
import { type Bench, type Row, median } from './row.ts';
import { atOnce, onEngine, runsOf, stepsPerRun, workflows } from './ten-steps.ts';

const rounds = 5;
const roundMs = 1000;
const folderOfPeers = join(import.meta.dirname, 'peers');

/** Who else does such runs, and what has to be said beside the figure. */
const peers = {
  restate: 'one node; its figure includes a network hop, ours does not',
  dbos: 'on PostgreSQL',
  mastra: 'on libSQL, which does not wait for the disk',
  langgraph: 'in memory, nothing is durable',
};
type Peer = keyof typeof peers;

/** Those that can run here. Says how to have the others. */
const present = (): readonly Peer[] => {
  const all = Object.keys(peers) as Peer[];
  if (!existsSync(join(folderOfPeers, 'node_modules'))) {
    console.error(
      `not installed: ${all.join(', ')}; to have them: npx -y pnpm@12.21.0 --dir scripts/bench/peers install`,
    );
    return [];
  }
  if (findPostgres() !== undefined) return all;
  console.error('left out: dbos, which runs on PostgreSQL; to have it: apt-get install postgresql');
  return all.filter((peer) => peer !== 'dbos');
};

const beside = async (peer: Peer, bench: AsyncDisposableStack): Promise<readonly Row[]> => {
  // Of the bench as well, which may be interrupted.
  await using scope = bench.use(new AsyncDisposableStack());
  const engine = scope.use(openEngine({ path: join(scratchFolder(scope), 'runs.db'), workflows }));
  const child = scope.use(
    new Child(
      join(folderOfPeers, `${peer}.ts`),
      [scratchFolder(scope)],
      // Theirs to heed, not those of who reads the table.
      ['--disable-warning=DeprecationWarning'],
    ),
  );
  const theirs = (count: number): Promise<number> => child.ask({ atOnce: count, forMs: roundMs } satisfies Load);
  // The first round of a server is no measure of the others.
  await theirs(32);
  const rows: Row[] = [];
  for (const count of atOnce) {
    const pairs: { readonly ours: number; readonly peer: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const ours = await paced(count, (run) => run < runsOf[count], onEngine(engine, 'read'));
      pairs.push({ ours, peer: await theirs(count) });
    }
    rows.push({
      id: `durable.read.c${count}`,
      value: stepsPerRun * median(pairs.map(({ ours }) => ours)),
      unit: 'steps/s',
      peer,
      ratio: median(pairs.map((pair) => pair.ours / pair.peer)),
      ...(peer === 'restate' && count === 32 ? { goal: '≥ 20 × restate' } : {}),
      note: peers[peer],
    });
  }
  return rows;
};

/** The same runs of ten trivial steps in other engines, each in a process of its own, in turns with ours. */
export const durablePeers: Bench = {
  prefix: 'durable.read.',
  run: interruptible(async (scope) => {
    const rows: Row[] = [];
    for (const peer of present()) rows.push(...(await beside(peer, scope)));
    return rows;
  }),
};
