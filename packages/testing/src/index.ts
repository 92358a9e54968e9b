// Time that a test moves by hand
export { type ManualClock, type ManualClockOptions, createManualClock } from './manual-clock.ts';

// Docker images for tests, made here because no registry can be relied on
export { busyboxImage, imageLimitMs, missingForContainers, pytestImage } from './test-images.ts';

// One contract for a tool and its fake
export type { Contract, ContractWorld, ReadCase, WriteCase } from './contract/contract.ts';
export { runContract } from './contract/run-contract.ts';
export { act } from './contract/act.ts';
export { githubPromises } from './contract/github/github-promises.ts';
export { type GitHubWorld, githubFiles } from './contract/github/github-world.ts';
export { type GitWorld, gitChanges, gitCommitted, gitPromises } from './contract/git/git-promises.ts';

// Tools in memory
export type { Fake, FakeCall, FakeOptions } from './fake/create-fake.ts';
export type { Fault, Faults, NamedFault } from './fake/faults.ts';
export {
  type FakeGitHub,
  type FakeGitHubOptions,
  type FakeRepository,
  createFakeGitHub,
} from './fake-github/create-fake-github.ts';
export { type FakeGitOptions, createFakeGit } from './fake-git/create-fake-git.ts';

// Inputs drawn from an operation's schema
export { type DrawnFor, type Examples, drawInput, drawWrongInput, seededDraw } from './input/draw-input.ts';
export { type Draw, drawValue, oneOf } from './input/draw-value.ts';
export { type AnyInputOptions, type HostileWorld, runAnyInput } from './input/run-any-input.ts';

// A registry for tests, Debian's own
export { type DockerRegistry, missingForRegistry, registryUser, startRegistry } from './docker-registry.ts';
export {
  type FakeCoverage,
  type FakePyTestOptions,
  type FakeTest,
  createFakePyTest,
} from './fake-pytest/create-fake-pytest.ts';
export {
  type FakeFinding,
  type FakeScan,
  type FakeScannersOptions,
  createFakeScanners,
} from './fake-scanners/create-fake-scanners.ts';
export { type PyTestWorld, coverageReport, pytestProject, pytestPromises } from './contract/pytest/pytest-promises.ts';
export { type ScannersWorld, scannerPromises } from './contract/scanners/scanner-promises.ts';

// GitHub's own OpenAPI document as a judge
export { type ContractProblem, lineOf } from './github-contract/contract-problem.ts';
export { type Exchanged, type GitHubContract, createGitHubContract } from './github-contract/github-contract.ts';
export { type CheckedFetch, checked } from './github-contract/checked-fetch.ts';
export { type CheckedProxy, startCheckedProxy } from './github-contract/checked-proxy.ts';
export { type FakeDockerOptions, createFakeDocker } from './fake-docker/create-fake-docker.ts';
export { dockerPromises } from './contract/docker/docker-promises.ts';
export { type DockerWorld, dockerScript } from './contract/docker/docker-world.ts';

// Recordings for msw: what no local GitHub does
export { type Recorded, type Recording, replay, responseOf } from './github-recordings/recording.ts';
export { primaryLimit, secondaryLimit } from './github-recordings/rate-limits.ts';
export { badGateway, cutAnswer, cutConnection, serviceUnavailable, slowly } from './github-recordings/outages.ts';
export { type Tagged, revalidated } from './github-recordings/not-modified.ts';
export { contractCall } from './contract/contract-call.ts';

// One contract for every kind of engine
export type { EngineSetup, NewPlace, OpenEngine } from './engine-contract/open-engine.ts';
export { runEngineContract, runReopeningContract } from './engine-contract/run-engine-contract.ts';
