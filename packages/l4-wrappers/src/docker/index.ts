// Docker through its engine's API
export { DockerSDKWrapper, type DockerSDKWrapperOptions } from './docker-sdk-wrapper.ts';
export { type DockerOperations, dockerCatalog } from './catalog.ts';

// Commands in containers
export { type ContainerRunnerOptions, createContainerRunner } from './containers/container-runner.ts';

// What they print, in a message
export { quoteOutput } from './containers/end-of-output.ts';
