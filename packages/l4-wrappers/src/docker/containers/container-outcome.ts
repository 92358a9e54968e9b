import { z } from 'zod';

const made = {
  containerId: z.string().describe('Full id of the container.'),
  name: z.string().describe('Name of the container.'),
};

/** A port of a container, and where it is reached from outside. */
export const boundPort = z.object({
  containerPort: z.int().describe('The port inside.'),
  protocol: z.string().describe('tcp, udp or sctp.'),
  hostIp: z.string().describe("The address of the engine's machine that it is reached at."),
  hostPort: z.int().describe("The port of the engine's machine."),
});

/** A container whose command has ended, with what it printed. */
const exited = z.object({
  ...made,
  status: z.literal('exited'),
  exitCode: z.int().describe('What the command returned; 137 when it was killed, also for lack of memory.'),
  outOfMemory: z
    .boolean()
    .nullable()
    .describe('Whether it was killed for lack of memory; null when the engine could not be asked.'),
  stdout: z.string().describe('What the command printed; bytes that are not UTF-8 become U+FFFD.'),
  stderr: z.string().describe('What the command printed as errors.'),
  truncated: z.boolean().describe('Whether something of the output was left out.'),
  durationMs: z.number().nonnegative().describe('From start to end of the container in milliseconds.'),
  removed: z.boolean().describe('Whether the container has been removed.'),
});

/** A container that is (still) running: a detached one, or one that a call before a crash had started. */
const running = z.object({
  ...made,
  status: z.literal('running'),
  ports: z.array(boundPort).default([]).describe('Where its published ports are reached.'),
});

/** A container that was made and never started: its call was cut off in between. */
const created = z.object({ ...made, status: z.literal('created') });

/** What became of a container: it has ended, or it runs. */
export const containerOutcome = z.discriminatedUnion('status', [exited, running]);

/** What there is of a container that somebody looks for. */
export const foundContainer = z.discriminatedUnion('status', [exited, running, created]);
