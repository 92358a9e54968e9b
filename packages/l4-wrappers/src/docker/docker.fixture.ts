import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type AnyTool,
  type Failure,
  type Result,
  type Tool,
  type WorkflowContext,
  createContext,
  inverseOf,
  lookForEffect,
  systemClock,
} from '@strata/core';
import { describe, expect, onTestFinished } from 'vitest';
import type { DockerOperations } from './catalog.ts';
import { DockerSDKWrapper } from './docker-sdk-wrapper.ts';
import { findEngine } from './engine/engine-address.ts';
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
    const { networks } = dataOf(await docker.execute({ operation: 'list_networks', labels }, ctx));
    for (const { id } of networks) await docker.execute({ operation: 'remove_network', network: id }, ctx);
    const { volumes } = dataOf(await docker.execute({ operation: 'list_volumes', labels }, ctx));
    for (const { name } of volumes) await docker.execute({ operation: 'remove_volume', name }, ctx);
    const { images } = dataOf(await docker.execute({ operation: 'list_images', labels }, ctx));
    for (const { id } of images) await docker.execute({ operation: 'remove_image', image: id, force: true }, ctx);
  });
  return { docker, ctx, labels, list };
};

/** Takes back what a call did, as a saga would. Answers false when the operation says that there is nothing to take back. */
export const undo = async (
  docker: Tool<DockerOperations>,
  request: { readonly operation: keyof DockerOperations },
  output: unknown,
): Promise<boolean> => {
  const tool = docker as unknown as AnyTool;
  const inverse = inverseOf(tool.operations[request.operation], request, output);
  if (inverse === undefined) return false;
  const answer = await tool.execute(inverse, createContext());
  if (!answer.success) throw new Error(`${inverse.operation}: ${answer.error.message}`);
  return true;
};

/** Looks for the effect of a call by its mark, as a retry would. */
export const locate = async (
  docker: Tool<DockerOperations>,
  request: { readonly operation: keyof DockerOperations },
  callId: string,
): Promise<unknown> => {
  const found = await lookForEffect(docker as unknown as AnyTool, request, createContext(), callId);
  if (found?.success !== true) throw new Error(found === undefined ? 'no locate' : found.error.message);
  return found.data;
};

/** A folder with these files, gone when the test has ended. */
export const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-docker-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
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
 * requests that `breaksAt` matches. `endOutput` ends the output of containers as if it were over; `asked` is the first
 * line of each request.
 */
export const openCuttable = async (breaksAt?: Pick<RegExp, 'test'>) => {
  const { socketPath } = await findEngine({ env: process.env, home: process.env['HOME'] ?? '/' });
  if (typeof socketPath !== 'string') throw new Error('needs an engine on a socket of this machine');
  const folder = await mkdtemp(join(tmpdir(), 'strata-engine-'));
  const connections = new Set<Socket>();
  const attached = new Map<Socket, Socket>();
  const asked: string[] = [];
  const server = createServer((near) => {
    const far = connect(socketPath);
    near.on('data', (chunk: Uint8Array) => {
      const text = Buffer.from(chunk).toString('latin1');
      asked.push(text.split('\r\n', 1)[0] ?? '');
      if (/^POST \S+\/attach\?/.test(text)) attached.set(near, far);
      if (breaksAt?.test(text) === true) far.destroy();
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
  const endOutput = (): void =>
    attached.forEach((far, near) => {
      far.unpipe(near);
      near.end();
    });
  onTestFinished(async () => {
    cut();
    server.close();
    await rm(folder, { recursive: true });
  });
  return { docker: new DockerSDKWrapper({ socketPath: join(folder, 'docker.sock') }), cut, endOutput, asked };
};
