import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** When the proxy cuts a connection: before the request goes on, after it was answered, or in the middle of the answer. */
export type Cut = 'before' | 'after' | 'middle';

/** A proxy on the loopback interface in front of a local GitHub. */
export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** What it has passed on, as `METHOD /path`. */
  readonly passed: readonly string[];
}

/** Which requests to cut: those with the effect, not the git objects that lead up to one. */
const hasEffect = (method: string, path: string): boolean =>
  method !== 'GET' && !/\/git\/(blobs|trees|commits|tags)$/.test(path);

/** Starts a proxy that passes everything on and cuts the connection at each request that has an effect. */
export const startCuttingProxy = async (target: string, cut: Cut): Promise<CuttingProxy> => {
  const passed: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const isCut = hasEffect(method, path);
    if (isCut && cut === 'before') return void incoming.socket.destroy();
    passed.push(`${method} ${path}`);
    const onward = send(`${target}${path}`, { method, headers }, (answer) => {
      if (!isCut) return void answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers));
      answer.resume().on('end', () => {
        if (cut === 'after') return void incoming.socket.destroy();
        outgoing.writeHead(answer.statusCode ?? 500, {
          'content-type': 'application/json',
          'content-length': '100000',
        });
        outgoing.write('{"number":', () => incoming.socket.destroy());
      });
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, passed, [Symbol.asyncDispose]: stop };
};
