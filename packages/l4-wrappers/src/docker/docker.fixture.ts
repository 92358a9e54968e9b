import { mkdtemp, rm } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failure, type Result, type Tool, type WorkflowContext, createContext, systemClock } from '@strata/core';
import { describe, expect, onTestFinished } from 'vitest';
import type { DockerOperations } from './catalog.ts';
import { DockerSDKWrapper } from './docker-sdk-wrapper.ts';
import { findEngine } from './engine-address.ts';
import { missingForContainers } from '@strata/testing';

const missing = await missingForContainers();

/** A suite for a real engine. Without one it is skipped by name; in CI it then fails. */
export const describeWithEngine = (title: string, suite: () => void): void => {
  const skipped = missing !== undefined && process.env['CI'] === undefined;
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the caller gives both
  describe.skipIf(skipped)(skipped ? `${title} (skipped: ${missing})` : title, suite);
};

/** A wrapper around the real engine, with a label by which everything that the test makes is found and removed afterwards. */
export const openDocker = () => {
  const docker: Tool<DockerOperations> = new DockerSDKWrapper();
  const ctx = createContext();
  const labels = { 'strata.test': systemClock.id() };
  const list = async (all = true) => {
    const listed = await docker.execute({ operation: 'list_containers', all, labels }, ctx);
    if (!listed.success) throw new Error(listed.error.message);
    return listed.data.containers;
  };
  onTestFinished(async () => {
    for (const { id } of await list())
      await docker.execute({ operation: 'remove_container', container: id, force: true }, ctx);
  });
  return { docker, ctx, labels, list };
};

/** A context whose call can be cancelled, and found again. */
export const cancellable = (): { readonly ctx: WorkflowContext; readonly cancel: () => void } => {
  const controller = new AbortController();
  return {
    ctx: createContext({ signal: controller.signal, callId: systemClock.id() }),
    cancel: () => controller.abort(),
  };
};

/** The data of an answer that has to be a success. */
export const dataOf = <Data>(answer: Result<Data, Failure>): Data => {
  if (!answer.success) throw new Error(`${answer.error.kind}: ${answer.error.message}`);
  return answer.data;
};

/** Matches a text that has `part` in it; Vitest's own matcher is of type `any`. */
export const containing = (part: string): unknown => expect.stringContaining(part);

/**
 * A way to the real engine that can be cut: connections under way break off, later ones get through, but for
 * requests that `breaksAt` matches.
 */
export const openCuttable = async (breaksAt?: RegExp) => {
  const { socketPath } = await findEngine({ env: process.env, home: process.env['HOME'] ?? '/' });
  if (typeof socketPath !== 'string') throw new Error('needs an engine on a socket of this machine');
  const folder = await mkdtemp(join(tmpdir(), 'strata-engine-'));
  const connections = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(socketPath);
    near.on('data', (chunk: Uint8Array) => {
      if (breaksAt?.test(Buffer.from(chunk).toString('latin1')) === true) far.destroy();
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      connections.add(one);
      one.on('error', () => undefined).on('close', () => void (connections.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
  const cut = (): void => connections.forEach((connection) => connection.destroy());
  onTestFinished(async () => {
    cut();
    server.close();
    await rm(folder, { recursive: true });
  });
  return { docker: new DockerSDKWrapper({ socketPath: join(folder, 'docker.sock') }), cut };
};
