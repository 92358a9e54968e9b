import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Failure,
  type Policy,
  type Result,
  type Tool,
  createContext,
  createPolicy,
  systemClock,
} from '@strata/core';
import { type DockerOperations, DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { missingForContainers } from '@strata/testing';
import { describe, onTestFinished } from 'vitest';

const missing = await missingForContainers();

/** A suite for a real engine. Without one it is skipped by name; in CI it then fails. */
export const describeWithEngine = (title: string, suite: () => void): void => {
  const skipped = missing !== undefined && process.env['CI'] === undefined;
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the caller gives both
  describe.skipIf(skipped)(skipped ? `${title} (skipped: ${missing})` : title, suite);
};

/** The data of an answer that has to be a success. */
export const dataOf = <Data>(answer: Result<Data, Failure>): Data => {
  if (!answer.success) throw new Error(`${answer.error.kind}: ${answer.error.message}`);
  return answer.data;
};

/** A wrapper around the real engine, and a label by which everything that the test makes is found and removed afterwards. */
export const openEngine = () => {
  const wrapper: Tool<DockerOperations> = new DockerSDKWrapper();
  const ctx = createContext();
  const labels = { 'strata.test': systemClock.id() };
  const list = async () =>
    dataOf(await wrapper.execute({ operation: 'list_containers', all: true, labels }, ctx)).containers;
  onTestFinished(async () => {
    for (const { id } of await list())
      await wrapper.execute({ operation: 'remove_container', container: id, force: true }, ctx);
    for (const { id } of dataOf(await wrapper.execute({ operation: 'list_networks', labels }, ctx)).networks)
      await wrapper.execute({ operation: 'remove_network', network: id }, ctx);
    for (const { name } of dataOf(await wrapper.execute({ operation: 'list_volumes', labels }, ctx)).volumes)
      await wrapper.execute({ operation: 'remove_volume', name }, ctx);
    for (const { id } of dataOf(await wrapper.execute({ operation: 'list_images', labels }, ctx)).images)
      await wrapper.execute({ operation: 'remove_image', image: id, force: true }, ctx);
  });
  return { wrapper, ctx, labels, list };
};

/** Counts the calls that get through to a tool, by operation. */
export const counting = (): { readonly policy: Policy; readonly calls: Map<string, number> } => {
  const calls = new Map<string, number>();
  const policy = createPolicy(() => ({ operation }, proceed) => {
    calls.set(operation.name, (calls.get(operation.name) ?? 0) + 1);
    return proceed();
  });
  return { policy, calls };
};

/** A folder with these files, gone when the test has ended. */
export const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-expert-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
};
