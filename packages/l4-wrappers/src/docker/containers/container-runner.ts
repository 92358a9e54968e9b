import { type Failure, type Tool, createContext, createFailure } from '@strata/core';
import { z } from 'zod';
import {
  type Command,
  CommandError,
  type CommandOutcome,
  type CommandProblem,
  type CommandRunner,
} from '../../process/command-runner.ts';
import type { DockerOperations } from '../catalog.ts';
import { correlationLabel } from '../engine/references.ts';

const optionsSchema = z.strictObject({
  image: z.string().min(1),
  user: z.string().min(1).optional(),
  network: z.string().min(1).default('bridge'),
});

export interface ContainerRunnerOptions {
  /** The image that commands run in; it has to be on the engine's machine. */
  readonly image: string;
  /** User, or uid:gid, to run as. @default the user of this process, so that what a command writes belongs to them */
  readonly user?: string;
  /** Network to join; `none` for commands that need none. @default 'bridge' */
  readonly network?: string;
}

const ownUser = (): string | undefined => {
  const user = process.getuid?.();
  return user === undefined ? undefined : `${user}:${process.getgid?.() ?? user}`;
};

const problemOf = (failure: Failure, command: Command): CommandProblem => {
  if (failure.kind === 'timed_out')
    return {
      kind: 'timed_out',
      limitMs: failure.limitMs,
      stdout: '',
      stderr: [failure.message, failure.hint ?? ''].join('\n').trim(),
    };
  if (failure.kind === 'cancelled') return { kind: 'aborted', started: failure.mayHaveHappened };
  if (failure.kind !== 'refused') return { kind: 'place_failed', failure };
  if (/executable file not found|permission denied|no such file or directory: unknown/.test(failure.message))
    return { kind: 'not_found', file: command.file };
  return failure.message.includes(`does not exist: ${command.cwd}`)
    ? { kind: 'no_folder', cwd: command.cwd }
    : { kind: 'place_failed', failure };
};

/** What a run has left behind although it was to leave nothing; its command has ended, well or not. */
const leftBehind = (name: string): CommandProblem => ({
  kind: 'place_failed',
  failure: createFailure('run_container', {
    kind: 'unavailable',
    message: `the command has ended, but its container ${name} could not be removed`,
    hint: `Look whether the Docker engine is well, and remove it: docker rm --force ${name}`,
    mayHaveHappened: true,
  }),
});

const given = (env: Command['env'] = {}): Record<string, string> => {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // A uid without an account has no home folder that it could write to.
  return { HOME: '/tmp', ...Object.fromEntries(entries) };
};

/**
 * Runs each command in a container of its own, which is gone when `run` settles. The folder to run in, and the
 * command's other mounts, are seen under the same paths inside. A container that could not be made, because the image
 * or the engine is missing, or that could not be removed, is thrown as a `CommandError` with the problem
 * `place_failed`. Of what a command that ran out of time had printed, the failure's text quotes the end.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const createContainerRunner = (
  docker: Tool<DockerOperations>,
  options: ContainerRunnerOptions,
): CommandRunner => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new TypeError(`createContainerRunner: ${z.prettifyError(parsed.error)}`);
  const { image, network, user = ownUser() } = parsed.data;
  const run = async (command: Command, ctx: Parameters<CommandRunner['run']>[1]): Promise<CommandOutcome> => {
    const folders = new Set([command.cwd, ...(command.mounts ?? [])]);
    const answer = await docker.execute(
      {
        operation: 'run_container',
        image,
        entrypoint: [],
        command: [command.file, ...command.args],
        workdir: command.cwd,
        env: given(command.env),
        mounts: [...folders].map((folder) => ({ source: folder, target: folder })),
        network,
        timeoutMs: command.timeoutMs,
        labels: { [correlationLabel]: ctx.correlationId },
        ...(user === undefined ? {} : { user }),
        ...(command.maxOutputBytes === undefined ? {} : { maxOutputBytes: command.maxOutputBytes }),
      },
      // One call may run several commands, each of which is a run of its own.
      createContext({ ...ctx, callId: ctx.clock.id() }),
    );
    if (!answer.success) throw new CommandError(problemOf(answer.error, command));
    if (answer.data.status === 'running') throw new Error('a container of an earlier call is still running');
    const { name, exitCode, stdout, stderr, durationMs, truncated, removed } = answer.data;
    if (!removed) throw new CommandError(leftBehind(name));
    return { exitCode, stdout, stderr, durationMs, truncated };
  };
  return { place: 'container', run };
};
