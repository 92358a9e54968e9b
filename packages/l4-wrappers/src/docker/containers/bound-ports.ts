import type { ContainerInspectInfo } from 'dockerode';
import type { z } from 'zod';
import type { boundPort } from './container-outcome.ts';

/** Where the ports of a container are reached; ports that are merely exposed are left out. */
export const boundPortsOf = ({
  NetworkSettings,
}: Pick<ContainerInspectInfo, 'NetworkSettings'>): z.output<typeof boundPort>[] =>
  // The engine writes null for a port that is not bound, whatever dockerode's types say.
  Object.entries(NetworkSettings.Ports as Record<string, { HostIp: string; HostPort: string }[] | null>).flatMap(
    ([name, bindings]) => {
      const [port, protocol = 'tcp'] = name.split('/');
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        containerPort: Number(port),
        protocol,
        hostIp: HostIp,
        hostPort: Number(HostPort),
      }));
    },
  );
