import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { answers } from '../answers.ts';
import { paced } from '../paced.ts';

/** What the bench asks of a peer: so many runs at once, for so long. The answer is runs in a second. */
export interface Load {
  readonly atOnce: number;
  readonly forMs: number;
}

/** How many steps a run has. */
export const stepsPerRun = 10;

/** What a step gives: what it was given and its own number, so that a run that left one out would show. */
export const sumOf = (input: number): number => input + (stepsPerRun * (stepsPerRun - 1)) / 2;

/**
 * Serves the bench with runs of one engine until the bench lets go or is gone, then ends everything that was opened.
 * `open` gets an empty folder, and gives the way to have one run: its input in, the sum that it has come to out.
 */
export const serve = async (
  open: (folder: string, scope: AsyncDisposableStack) => Promise<(input: number) => PromiseLike<number>>,
): Promise<void> => {
  {
    await using scope = new AsyncDisposableStack();
    const folder = scope.adopt(process.argv[2] ?? '', (it) => rmSync(it, { recursive: true, force: true }));
    const run = await open(folder, scope);
    await answers<Load>(async ({ atOnce, forMs }) => {
      const untilMs = performance.now() + forMs;
      const goesOn = (): boolean => performance.now() < untilMs;
      return paced(atOnce, goesOn, async (input) => assert.equal(await run(input), sumOf(input)));
    });
  }
  // What an engine leaves open of its own must not keep the process.
  process.exit();
};
