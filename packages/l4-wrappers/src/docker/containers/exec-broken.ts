import { type Clock, sleepFor } from '@strata/core';
import { collect, createOutputCollector } from './container-output.ts';
import type { Engine } from '../engine/engine.ts';

/** A command in a container that did not come to its end. */
export class ExecBroken extends Error {
  /** Whether the command has been ended; false when it may be running on in its container. */
  readonly hasEnded: boolean;

  constructor(cause: unknown, hasEnded: boolean) {
    super('the command was broken off', { cause });
    this.name = 'ExecBroken';
    this.hasEnded = hasEnded;
  }
}

/** A command in a container, and what its environment is known by there. */
interface Marked {
  readonly container: string;
  readonly execId: string;
  /** `NAME=value`, which no other process has. */
  readonly mark: string;
}

/** How long ending a command may take, in milliseconds, whatever the caller's signal says. */
const endLimitMs = 10_000;
const looks = 20;
const lookDelayMs = 50;

/**
 * Kills what has the mark. The engine has no call for it, so this is a command beside the other one, in the container:
 * whatever the first one started has inherited its environment.
 */
const killMarked =
  'for folder in /proc/[0-9]*; do if tr "\\0" "\\n" <"$folder/environ" 2>/dev/null | grep -qxF -- "$1"; then kill -9 "${folder#/proc/}"; fi; done';

/** Ends a command in a container, under a signal of its own. Answers whether it has ended. */
export const endCommand = async (engine: Engine, command: Marked, { clock }: { readonly clock: Clock }) => {
  const signal = new AbortController().signal;
  const work = engine.ask(
    { clock, signal },
    async (docker, abortSignal) => {
      const killer = await docker.getContainer(command.container).exec({
        AttachStdout: true,
        AttachStderr: true,
        User: '0',
        Cmd: ['sh', '-c', killMarked, 'sh', command.mark],
        abortSignal,
      });
      await collect(await killer.start({ abortSignal }), createOutputCollector(1024), abortSignal);
      for (let look = 0; look < looks; look++) {
        const { Running } = await docker.getExec(command.execId).inspect({ abortSignal });
        if (!Running) return true;
        await sleepFor(clock, lookDelayMs, abortSignal);
      }
      return false;
    },
    endLimitMs,
  );
  // It does not matter why: what matters is that the command may be running on.
  return work.catch(() => false);
};
