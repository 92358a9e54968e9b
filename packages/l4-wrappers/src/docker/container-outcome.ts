import { z } from 'zod';

const made = {
  containerId: z.string().describe('Full id of the container.'),
  name: z.string().describe('Name of the container.'),
};

/** A container whose command has ended, with what it printed. */
const exited = z.object({
  ...made,
  status: z.literal('exited'),
  exitCode: z.int().describe('What the command returned; 137 when it was killed, also for lack of memory.'),
  stdout: z.string().describe('What the command printed; bytes that are not UTF-8 become U+FFFD.'),
  stderr: z.string().describe('What the command printed as errors.'),
  truncated: z.boolean().describe('Whether something of the output was left out.'),
  durationMs: z.number().nonnegative().describe('From start to end of the container in milliseconds.'),
  removed: z.boolean().describe('Whether the container has been removed.'),
});

/** A container that is (still) running: a detached one, or one that a call before a crash had started. */
const running = z.object({ ...made, status: z.literal('running') });

/** What became of a container: it has ended, or it runs. */
export const containerOutcome = z.discriminatedUnion('status', [exited, running]);
