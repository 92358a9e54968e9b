import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { collect, createOutputCollector, outputPart } from './container-output.ts';
import { absolutePath } from './container-storage.ts';
import { type Engine, LimitReached } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { ExecBroken, endCommand } from './exec-broken.ts';
import { containerReference } from '../engine/references.ts';

/** Runs a command in a running container, and waits for its end. A code other than 0 is no failure. */
export const exec = defineOperation({
  name: 'exec',
  summary: 'Run a command in a running container.',
  effect: 'write',
  irreversible: 'what a command has done cannot be known, so it cannot be taken back',
  input: z.object({
    container: containerReference,
    command: z.array(z.string()).min(1).describe('Program and arguments; there is no shell in between.'),
    env: z.record(z.string().min(1), z.string()).default({}).describe('Environment variables to add.'),
    workdir: absolutePath.optional().describe("Where the command runs; absent: the container's own folder."),
    user: z.string().min(1).optional().describe("User, or uid:gid, to run as; absent: the container's own."),
    timeoutMs: z.int().positive().default(60_000).describe('Longest time that the command may take, in milliseconds.'),
    maxOutputBytes: z.int().positive().default(1_048_576).describe('How much of each of stdout and stderr is kept.'),
  }),
  output: z.object({
    exitCode: z.int().describe('What the command returned.'),
    stdout: z.string().describe('What it printed; bytes that are not UTF-8 become U+FFFD.'),
    stderr: z.string().describe('What it printed as errors.'),
    truncated: z.boolean().describe('Whether something of the output was left out.'),
    durationMs: z.number().nonnegative().describe('From its start to its end in milliseconds.'),
  }),
  part: outputPart,
  verdict: ({ exitCode }) => (exitCode === 0 ? 'good' : 'bad'),
});

/** The variable by which the processes of a command are found again in their container. */
const markVariable = 'STRATA_EXEC';

/**
 * Performs `exec`. A command that is cut short is killed in its container before the failure is returned, as far as the
 * container has a shell to do it with; the failure says when it may be running on.
 */
export const handleExec =
  (engine: Engine): Handler<typeof exec> =>
  async ({ container, command, env, workdir, user, timeoutMs, maxOutputBytes }, ctx) => {
    const collector = createOutputCollector(maxOutputBytes);
    const mark = ctx.clock.id();
    const variables = { ...env, [markVariable]: mark };
    const made = await engine.ask(ctx, (docker, abortSignal) =>
      docker.getContainer(container).exec({
        AttachStdout: true,
        AttachStderr: true,
        Cmd: command,
        Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
        ...(workdir === undefined ? {} : { WorkingDir: workdir }),
        ...(user === undefined ? {} : { User: user }),
        abortSignal,
      }),
    );
    const startedMs = ctx.clock.monotonicMs();
    let hasBegun = false;
    try {
      const exitCode = await engine.ask(
        ctx,
        async (_docker, abortSignal) => {
          const printed = await made.start({ abortSignal });
          hasBegun = true;
          await collect(printed, collector, abortSignal, ctx.isHeard ? ctx.tell : undefined);
          const { ExitCode } = await made.inspect({ abortSignal });
          // Null while it runs, which it does not after the end of its output; the output schema checks.
          return ExitCode as number;
        },
        timeoutMs,
      );
      return { exitCode, ...collector.output(), durationMs: ctx.clock.monotonicMs() - startedMs };
    } catch (cause) {
      const isOurs = ctx.signal.aborted || cause instanceof LimitReached;
      // The engine says no to the question what became of it: its container is gone, and it with it.
      if (!isOurs && hasBegun && statusCodeOf(cause) !== undefined) throw new ExecBroken(cause, true);
      if (!isOurs) throw cause;
      const hasEnded = await endCommand(engine, { container, execId: made.id, mark: `${markVariable}=${mark}` }, ctx);
      throw new ExecBroken(cause, hasEnded);
    }
  };
