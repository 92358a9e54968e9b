import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';

const capability = z.string().regex(/^(ALL|(CAP_)?[A-Z][A-Z_]*)$/, 'must be a capability such as NET_ADMIN, or ALL');

/** How far a container is kept apart from its host (docs.docker.com, "docker run": runtime privilege and capabilities). */
export const isolationFields = {
  readOnly: z.boolean().default(false).describe('Whether the container may not write to its own files.'),
  privileged: z.boolean().default(false).describe('Whether the container may do whatever the host may.'),
  capAdd: z.array(capability).default([]).describe('Capabilities to add, such as NET_ADMIN.'),
  capDrop: z.array(capability).default([]).describe('Capabilities to take away, such as ALL.'),
  securityOpts: z.array(z.string().min(1)).default([]).describe('Security options, such as no-new-privileges.'),
  pidMode: z.enum(['private', 'host']).default('private').describe("Whose processes it sees; host: the machine's."),
  ipcMode: z
    .enum(['private', 'shareable', 'host'])
    .default('private')
    .describe("Whose shared memory it sees; host: the machine's."),
} as const;

const isolation = z.object(isolationFields);

/** The same as the engine wants it. */
export const isolationOf = (input: z.output<typeof isolation>): NonNullable<ContainerCreateOptions['HostConfig']> => ({
  ReadonlyRootfs: input.readOnly,
  Privileged: input.privileged,
  CapAdd: input.capAdd,
  CapDrop: input.capDrop,
  SecurityOpt: input.securityOpts,
  IpcMode: input.ipcMode,
  ...(input.pidMode === 'host' ? { PidMode: 'host' } : {}),
});
