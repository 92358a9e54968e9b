import { type Clock, type Decide, type Secret } from '@strata/core';
import { approveAll, askAt } from '../approval.ts';
import { type Colours, coloursFor } from '../colours.ts';
import type { CommandIo } from '../command-io.ts';
import type { OutlineEntry } from '../progress/outline.ts';
import { createPlainLines } from '../progress/plain-lines.ts';
import type { Progress } from '../progress/progress.ts';
import { TreeView } from '../progress/tree-view.ts';
import { RedactedOutput } from '../redacted-output.ts';

/** Where a run shows how it goes on and asks what it needs to know, and where its report goes. */
export interface ShipDesk {
  /** Tells something, in one line, whatever is being shown. */
  readonly say: (text: string) => void;
  /** Begins to show a flow. */
  readonly follow: (outline: readonly OutlineEntry[]) => Progress;
  /** Shows the last state of what was followed. */
  readonly endProgress: () => void;
  /** Answers gates; `undefined` where nobody can be asked. `interrupted` is called when the answer is to stop. */
  readonly decide: (approve: 'ask' | 'auto', interrupted: () => void) => Decide | undefined;
  readonly stdout: RedactedOutput;
  readonly stderr: RedactedOutput;
  readonly colours: { readonly stdout: Colours; readonly stderr: Colours };
  /** Resolves when everything has been written, and lets go of the streams. */
  readonly close: () => Promise<void>;
}

/** Makes a desk at the streams of a command. Nothing that goes over it shows a secret. */
export const createShipDesk = (io: CommandIo, secrets: readonly Secret[], clock: Clock): ShipDesk => {
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const colours = { stdout: coloursFor(stdout, io.env), stderr: coloursFor(stderr, io.env) };
  const drawsInPlace = stderr.isTTY && io.env['TERM'] !== 'dumb';
  const plain = createPlainLines(stderr);
  let current: Progress = plain;
  return {
    say: (text) => current.say(text),
    follow: (outline) => {
      if (drawsInPlace) current = new TreeView(outline, { output: stderr, clock, colours: colours.stderr });
      return current;
    },
    endProgress: () => current.end(),
    decide: (approve, interrupted) => {
      if (approve === 'auto') return approveAll;
      if (io.stdin.isTTY !== true || !stderr.isTTY) return undefined;
      const [pause, resume] = [() => current.pause(), () => current.resume()];
      return askAt({ input: io.stdin, output: stderr, pause, resume, interrupted });
    },
    stdout,
    stderr,
    colours,
    close: async () => {
      await Promise.all([stdout.flushed(), stderr.flushed()]);
      stdout.release();
      stderr.release();
    },
  };
};
