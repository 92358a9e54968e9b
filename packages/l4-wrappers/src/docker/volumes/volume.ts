import type { VolumeInspectInfo } from 'dockerode';
import { z } from 'zod';

/** A volume as the engine shows it. */
export const volume = z.object({
  name: z.string().describe('Name.'),
  driver: z.string().describe('What keeps it.'),
  mountpoint: z.string().describe("Where it is on the engine's machine."),
  labels: z.record(z.string(), z.string()).describe('Labels.'),
  driverOptions: z.record(z.string(), z.string()).describe('Options that its driver was given.'),
  createdAt: z.iso.datetime().nullable().describe('When it was made; null when the driver does not tell.'),
});

type Shown = Pick<VolumeInspectInfo, 'Name' | 'Driver' | 'Mountpoint'> & {
  readonly Labels: Record<string, string> | null;
  readonly Options: Record<string, string> | null;
  readonly CreatedAt?: string | undefined;
};

/** Puts what the engine says of a volume into our words. */
export const volumeOf = (shown: Shown): z.output<typeof volume> => ({
  name: shown.Name,
  driver: shown.Driver,
  mountpoint: shown.Mountpoint,
  labels: shown.Labels ?? {},
  driverOptions: shown.Options ?? {},
  createdAt: shown.CreatedAt === undefined ? null : new Date(shown.CreatedAt).toISOString(),
});
