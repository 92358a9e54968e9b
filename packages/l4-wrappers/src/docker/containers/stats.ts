import { type Handler, defineOperation } from '@strata/core';
import type { ContainerStats } from 'dockerode';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { containerReference } from '../engine/references.ts';

const bytes = z.number().nonnegative();

/** Measures what a container uses, over about a second. The formulas are those of Docker's client ("docker stats"). */
export const stats = defineOperation({
  name: 'stats',
  summary: 'Measure what a container uses.',
  effect: 'read',
  input: z.object({ container: containerReference }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    cpuPercent: z.number().nonnegative().describe('100 is one processor in full use.'),
    memoryBytes: bytes.describe('Memory in use, without what is only cached.'),
    memoryLimitBytes: bytes.describe('The most that it may use; 0 when it does not run.'),
    networkReceivedBytes: bytes.describe('Received in all its networks since its start.'),
    networkSentBytes: bytes.describe('Sent in all its networks since its start.'),
    blockReadBytes: bytes.describe('Read from devices since its start.'),
    blockWrittenBytes: bytes.describe('Written to devices since its start.'),
    pids: z.int().nonnegative().describe('Processes and threads.'),
  }),
});

/** The engine leaves out what it cannot measure; dockerode's types promise all of it. */
type Measured = { readonly [Field in keyof ContainerStats]?: Partial<ContainerStats[Field]> | undefined };

const cpuPercentOf = ({ cpu_stats: now, precpu_stats: before }: Measured): number => {
  const used = (now?.cpu_usage?.total_usage ?? 0) - (before?.cpu_usage?.total_usage ?? 0);
  const passed = (now?.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0);
  const processors = now?.online_cpus ?? now?.cpu_usage?.percpu_usage?.length ?? 1;
  return used > 0 && passed > 0 ? (used / passed) * processors * 100 : 0;
};

const memoryOf = ({ memory_stats: memory }: Measured): number => {
  // The first is what control groups of version 1 say, the second of version 2.
  const { total_inactive_file: one, inactive_file: two } = (memory?.stats ?? {}) as Record<string, number | undefined>;
  const used = memory?.usage ?? 0;
  const cached = one ?? two ?? 0;
  return cached < used ? used - cached : used;
};

const blockOf = ({ blkio_stats: block }: Measured, direction: string): number =>
  (block?.io_service_bytes_recursive ?? [])
    .filter(({ op }) => op.toLowerCase() === direction)
    .reduce((sum, { value }) => sum + value, 0);

/** Performs `stats`. */
export const handleStats =
  (engine: Engine): Handler<typeof stats> =>
  ({ container }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const asked = { stream: false, abortSignal } as const;
      const measured: Measured = await docker.getContainer(container).stats(asked);
      const networks = Object.values(
        (measured.networks ?? {}) as Record<string, { rx_bytes: number; tx_bytes: number }>,
      );
      return {
        container,
        cpuPercent: cpuPercentOf(measured),
        memoryBytes: memoryOf(measured),
        memoryLimitBytes: measured.memory_stats?.limit ?? 0,
        networkReceivedBytes: networks.reduce((sum, { rx_bytes: received }) => sum + received, 0),
        networkSentBytes: networks.reduce((sum, { tx_bytes: sent }) => sum + sent, 0),
        blockReadBytes: blockOf(measured, 'read'),
        blockWrittenBytes: blockOf(measured, 'write'),
        pids: measured.pids_stats?.current ?? 0,
      };
    });
