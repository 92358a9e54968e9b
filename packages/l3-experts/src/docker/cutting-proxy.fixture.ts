import { mkdtemp, rm } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the engine of this machine listens. */
const engineSocket = '/var/run/docker.sock';

/** Chance that is the same each time: the generator "mulberry32". */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Where a connection is cut: after so many bytes of what goes to the engine, or of what comes from it. */
interface Cut {
  readonly direction: 'to' | 'from';
  readonly afterBytes: number;
}

/** A way to the engine that is cut at random places, until it has been cut as often as it was to be. */
export interface CuttingProxy extends AsyncDisposable {
  readonly socketPath: string;
  /** How often it has cut, and how often after the engine had begun to answer: then it had acted, and its answer was lost. */
  readonly cuts: { all: number; afterAnswer: number };
}

/** A third of the cuts come before the whole request is through; a third just before the first byte of the answer. */
const drawCut = (chance: () => number): Cut => {
  const kind = chance();
  if (kind < 0.33) return { direction: 'to', afterBytes: Math.floor(chance() * 900) };
  return { direction: 'from', afterBytes: kind < 0.66 ? 0 : Math.floor(chance() * 500) };
};

/** Hands bytes on up to the cut, if it happens; and everything when it does not. */
const handOn = (source: Socket, target: Socket, afterBytes: number, happens: () => boolean): void => {
  let left = afterBytes;
  source.on('data', (chunk: Buffer) => {
    const isReached = chunk.length > left || (chunk.length === left && left > 0);
    if (!isReached || !happens()) {
      left = isReached ? Infinity : left - chunk.length;
      target.write(chunk);
      return;
    }
    // What is written is sent before the end of it.
    target.end(chunk.subarray(0, left), () => void (source.destroy(), target.destroy()));
  });
};

/** Starts a way to the engine that is cut `most` times at most. */
export const startCuttingProxy = async (seed: number, most: number): Promise<CuttingProxy> => {
  const chance = chanceFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'strata-cut-'));
  const open = new Set<Socket>();
  const cuts = { all: 0, afterAnswer: 0 };
  const happens = (direction: Cut['direction']) => (): boolean => {
    // Only as many as were to be: several connections may have one coming.
    if (cuts.all >= most) return false;
    cuts.all += 1;
    if (direction === 'from') cuts.afterAnswer += 1;
    return true;
  };
  const server = createServer((near) => {
    const far = connect(engineSocket);
    const end = (): void => void (near.destroy(), far.destroy());
    for (const one of [near, far]) {
      open.add(one);
      one.on('error', end).on('close', () => {
        open.delete(one);
        end();
      });
    }
    const cut = drawCut(chance);
    const placeOf = (direction: Cut['direction']): number =>
      cut.direction === direction && cuts.all < most ? cut.afterBytes : Infinity;
    handOn(near, far, placeOf('to'), happens('to'));
    handOn(far, near, placeOf('from'), happens('from'));
  });
  const socketPath = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    cuts,
    [Symbol.asyncDispose]: async () => {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
