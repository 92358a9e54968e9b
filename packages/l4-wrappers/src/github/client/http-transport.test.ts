import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createTransport } from './http-transport.ts';

const serve = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

test('a compressed answer is asked for, and unpacked', async () => {
  await using server = await serve((incoming, outgoing) => {
    expect(incoming.headers['accept-encoding']).toBe('gzip');
    outgoing.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
    outgoing.end(gzipSync('{"name":"Grüße"}'));
  });
  const answer = await createTransport()(server.url, { method: 'GET' });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toEqual({ name: 'Grüße' });
});

test('method, headers and body arrive as they were given', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  await using server = await serve((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => (body += String(chunk)));
    incoming.on('end', () => {
      resolve(`${incoming.method} ${incoming.headers['x-given']} ${body}`);
      outgoing.writeHead(201).end('made');
    });
  });
  const answer = await createTransport()(server.url, { method: 'POST', headers: { 'x-given': 'yes' }, body: 'text' });
  expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 201, text: 'made' });
  expect(await promise).toBe('POST yes text');
});

test('aborting closes the connection: nothing goes on behind the caller', async () => {
  const arrived = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await using server = await serve((incoming) => {
    incoming.socket.on('close', () => closed.resolve());
    arrived.resolve();
  });
  const stop = new AbortController();
  const answer = createTransport()(server.url, { method: 'GET', signal: stop.signal });
  await arrived.promise;
  stop.abort();
  await expect(answer).rejects.toThrow('aborted');
  await closed.promise;
});

test.each([true, false])('an answer that is too long is not read to its end (compressed: %s)', async (isCompressed) => {
  await using server = await serve((_incoming, outgoing) => {
    const text = Buffer.alloc(2000, 'x');
    outgoing.writeHead(200, isCompressed ? { 'content-encoding': 'gzip' } : {});
    outgoing.end(isCompressed ? gzipSync(text) : text);
  });
  const short = await createTransport(1999)(server.url, { method: 'GET' });
  await expect(short.text()).rejects.toThrow('more than 1999 bytes');
  const long = await createTransport(2000)(server.url, { method: 'GET' });
  expect((await long.text()).length).toBe(2000);
});
