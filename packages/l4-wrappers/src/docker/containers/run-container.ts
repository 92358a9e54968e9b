import { EffectUndecided, type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { isolationFields } from './container-isolation.ts';
import { lifeFields } from './container-life.ts';
import { networkFields } from './container-network.ts';
import { containerOutcome } from './container-outcome.ts';
import { outputPart } from './container-output.ts';
import { runDetached, runToEnd } from './container-run.ts';
import { absolutePath, storageFields } from './container-storage.ts';
import type { Engine } from '../engine/engine.ts';
import { findRun } from './find-run.ts';
import { imageReference, newLabels, newName, platform } from '../engine/references.ts';
import { RequestProblem } from '../engine/request-problem.ts';

/**
 * Starts a container; waits for its end unless it is detached. A command that returns a code other than 0 is no failure.
 * One that is cut short by its `timeoutMs`, or by its caller, has been stopped and removed when that failure is returned;
 * what it did outside of its container may be there, and the hint quotes the end of what it had printed.
 */
export const runContainer = defineOperation({
  name: 'run_container',
  summary: 'Run a command in a new container.',
  effect: 'write',
  input: z.object({
    image: imageReference,
    command: z.array(z.string()).default([]).describe("Program and arguments; empty for the image's own."),
    entrypoint: z
      .array(z.string())
      .optional()
      .describe("Replaces the image's entry point; an empty list takes it away."),
    workdir: absolutePath.optional().describe("Where the command runs; absent: the image's own folder."),
    env: z.record(z.string().min(1), z.string()).default({}).describe('Environment variables to add.'),
    user: z.string().min(1).optional().describe("User, or uid:gid, to run as; absent: the image's own."),
    memoryBytes: z.int().positive().optional().describe('Most memory that the container may use, in bytes.'),
    cpus: z.number().positive().optional().describe('Most processors that the container may use, such as 1.5.'),
    pidsLimit: z.int().positive().optional().describe('Most processes and threads that the container may have.'),
    ...storageFields,
    ...networkFields,
    ...isolationFields,
    ...lifeFields,
    platform: platform.optional(),
    labels: newLabels.describe('Labels to put on the container.'),
    name: newName.optional().describe('Name of the container; absent: one is made up.'),
    detached: z.boolean().default(false).describe('Whether to answer as soon as the container has started.'),
    remove: z
      .boolean()
      .optional()
      .describe('Whether to remove the container at its end (the default unless detached).'),
    timeoutMs: z.int().positive().optional().describe('Longest time to wait for the end, in milliseconds.'),
    maxOutputBytes: z.int().positive().default(1_048_576).describe('How much of each of stdout and stderr is kept.'),
  }),
  output: containerOutcome,
  part: outputPart,
  verdict: (output) => (output.status === 'exited' && output.exitCode !== 0 ? 'bad' : 'good'),
  undo: {
    operation: 'remove_container',
    request: (_input, output) =>
      output.status === 'exited' && output.removed
        ? undefined
        : { container: output.containerId, force: true, volumes: true },
  },
  locate: {
    using: findRun,
    request: (input, callId) => ({ callId, maxOutputBytes: input.maxOutputBytes }),
    pick: ({ run }, { detached }) => {
      // It is taken away at its end, and when it is cut short: that there is none says nothing.
      if (run === null && !detached)
        throw new EffectUndecided('the command may have run, and its container is taken away at the end');
      // One that was made and never started is not what the call would have given.
      return run === null || run.status === 'created' ? undefined : run;
    },
  },
});

/** Performs `run_container`. A container that is cut short is killed and removed before the failure is returned. */
export const handleRunContainer =
  (engine: Engine): Handler<typeof runContainer> =>
  async (input, ctx) => {
    if (!input.detached) {
      if (input.restart !== 'no')
        throw new RequestProblem('restart', 'a container in the foreground ends with its command');
      return runToEnd(engine, input, ctx);
    }
    if (input.remove === true) throw new RequestProblem('remove', 'a detached container stays until it is removed');
    if (input.timeoutMs !== undefined) throw new RequestProblem('timeoutMs', 'nobody waits for a detached container');
    return runDetached(engine, input, ctx);
  };
