import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** What of a container's output is wanted ("Get container logs" in Docker's API). */
interface LogQuery {
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  readonly tail?: number;
  /** Seconds since the epoch, with a fraction. */
  readonly since?: string;
  readonly until?: string;
}

/**
 * Opens a container's output as a stream. dockerode's own call reads the whole into memory unless it is followed, and a
 * log may be longer than the memory.
 */
export const openLogs = (
  docker: Docker,
  containerId: string,
  query: LogQuery,
  abortSignal: AbortSignal,
): Promise<Readable> =>
  new Promise((resolve, reject) => {
    const request = {
      path: `/containers/${containerId}/logs?`,
      method: 'GET',
      isStream: true,
      options: { stdout: true, stderr: true, ...query },
      abortSignal,
      statusCodes: { 200: true, 404: 'container not found' },
    };
    // What dockerode does with the answer to any request: the types of its modem have no word about it.
    const answered = (error: Error | null, stream: Readable): void =>
      error === null ? resolve(stream) : reject(error);
    (docker.modem as { dial(dialled: object, callback: typeof answered): void }).dial(request, answered);
  });
