// oxlint-disable vitest/expect-expect -- the compiler asserts
import type { Handlers } from '@strata/core';
import { type DockerOperations, dockerCatalog } from '@strata/l4-wrappers/docker';
import { type GitHubOperations, githubCatalog } from '@strata/l4-wrappers/github';
import { expectTypeOf, test } from 'vitest';
import { createFake } from '../fake/create-fake.ts';
import type { DockerHandlers } from '../fake-docker/docker-state.ts';
import type { GitHubHandlers } from '../fake-github/repositories.ts';
import type { Contract } from './contract.ts';
import { dockerPromises } from './docker/docker-promises.ts';
import type { DockerWorld } from './docker/docker-world.ts';
import { githubPromises } from './github/github-promises.ts';
import type { GitHubWorld } from './github/github-world.ts';
import { runContract } from './run-contract.ts';

declare const openGitHub: () => Promise<GitHubWorld>;
declare const openDocker: () => Promise<DockerWorld>;
declare const github: Handlers<GitHubOperations>;
declare const docker: Handlers<DockerOperations>;

test('S63: a contract that lacks a case for an operation does not compile', () => {
  runContract(githubCatalog, githubPromises, openGitHub);
  runContract(dockerCatalog, dockerPromises, openDocker);
  const { create_pr: _pull, ...withoutPull } = githubPromises;
  const { list_volumes: _volumes, ...withoutVolumes } = dockerPromises;
  // @ts-expect-error -- no case for create_pr
  runContract(githubCatalog, withoutPull, openGitHub);
  // @ts-expect-error -- no case for list_volumes
  runContract(dockerCatalog, withoutVolumes, openDocker);
  expectTypeOf(githubPromises).toEqualTypeOf<Contract<GitHubOperations, GitHubWorld>>();
});

test('S63: a case that does not fit its operation does not compile', () => {
  type GitHubContract = Contract<GitHubOperations, GitHubWorld>;
  const { create_pr: made, get_pr: shown } = githubPromises;
  expectTypeOf(made).toExtend<GitHubContract['create_pr']>();
  const { observe: _observe, ...unseen } = made;
  // @ts-expect-error -- a write whose effect nobody looks at
  expectTypeOf(unseen).toExtend<GitHubContract['create_pr']>();
  // @ts-expect-error -- a request for another operation
  expectTypeOf({ ...made, arrange: shown.arrange }).toExtend<GitHubContract['create_pr']>();
});

test('S63: a fake that lacks a handler does not compile', () => {
  createFake(githubCatalog, {}, github);
  createFake(dockerCatalog, {}, docker);
  const { create_pr: _pull, ...withoutPull } = github;
  const { list_volumes: _volumes, ...withoutVolumes } = docker;
  // @ts-expect-error -- no handler for create_pr
  createFake(githubCatalog, {}, withoutPull);
  // @ts-expect-error -- no handler for list_volumes
  createFake(dockerCatalog, {}, withoutVolumes);
});

test('S63: a fake that answers something else than the operation does not compile', () => {
  const comments = { delete_comment: async ({ id }: { id: number }) => ({ id, deleted: true }) };
  expectTypeOf(comments).toExtend<GitHubHandlers<'delete_comment'>>();
  const words = { delete_comment: async ({ id }: { id: number }) => ({ id, deleted: 'yes' }) };
  // @ts-expect-error -- whether it was deleted is said with a boolean
  expectTypeOf(words).toExtend<GitHubHandlers<'delete_comment'>>();
  const nameless = { remove_volume: async () => ({ removed: true }) };
  // @ts-expect-error -- it does not say which
  expectTypeOf(nameless).toExtend<DockerHandlers<'remove_volume'>>();
});
