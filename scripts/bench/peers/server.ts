import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

const patienceMs = 60_000;
const everyMs = 50;

/** A port of the loopback that nobody listens on now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  server.close();
  return address.port;
};

/** A server that an engine runs on. */
export interface ServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The folder that it runs in and writes its log to. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** What ends it in order. */
  readonly stopWith: NodeJS.Signals;
  /** Whether it answers. Rejects for another server than this one. */
  readonly isUp: () => Promise<boolean>;
}

/** Starts a server and waits until it answers. It ends with the scope. */
export const startServer = async (options: ServerOptions, scope: AsyncDisposableStack): Promise<void> => {
  const { command, args, folder, env = process.env, uid, gid, stopWith, isUp } = options;
  const logPath = join(folder, 'server.log');
  const log = openSync(logPath, 'w');
  const identity = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const server = spawn(command, args, { cwd: folder, env, stdio: ['ignore', log, log], ...identity });
  closeSync(log);
  const ended = once(server, 'close');
  scope.defer(async () => {
    server.kill(stopWith);
    await ended;
  });
  const failed = ended.then(([code]) => {
    throw new Error(`${command} ended with ${code}: ${readFileSync(logPath, 'utf8').slice(-2000)}`);
  });
  const deadlineMs = performance.now() + patienceMs;
  while (!(await Promise.race([isUp(), failed]))) {
    assert(performance.now() < deadlineMs, `${command} did not answer: ${readFileSync(logPath, 'utf8').slice(-2000)}`);
    await after(everyMs);
  }
};
