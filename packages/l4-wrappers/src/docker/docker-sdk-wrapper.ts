import { type Tool, createTool } from '@strata/core';
import { z } from 'zod';
import { type DockerOperations, dockerCatalog } from './catalog.ts';
import { classifyDockerError } from './docker-failures.ts';
import { createEngine } from './engine.ts';
import { handleFindRun } from './find-run.ts';
import { handleGetContainerLogs } from './get-container-logs.ts';
import { handleInspectContainer } from './inspect-container.ts';
import { handleInspectImage } from './inspect-image.ts';
import { handleListContainers } from './list-containers.ts';
import { handleListImages } from './list-images.ts';
import { handlePullImage } from './pull-image.ts';
import { handleRemoveContainer } from './remove-container.ts';
import { handleRunContainer } from './run-container.ts';
import { handleStopContainer } from './stop-container.ts';

const optionsSchema = z.strictObject({
  socketPath: z.string().startsWith('/', 'must be an absolute path').optional(),
  host: z.string().min(1).optional(),
  timeoutMs: z.int().positive().default(60_000),
});

/** Where the engine is, and how long a request to it may take. */
export interface DockerSDKWrapperOptions {
  /** The engine's socket. @default as Docker's own client finds it: DOCKER_HOST, the current context, the usual sockets */
  readonly socketPath?: string;
  /** The engine's address as DOCKER_HOST has it: `tcp://host:port`, `unix:///path`, `ssh://user@host`. */
  readonly host?: string;
  /** The limit of one request to the engine in milliseconds; waiting for a container's end has its own. @default 60_000 */
  readonly timeoutMs?: number;
}

/**
 * Docker through its engine's API. The engine is looked for at the first call; one that is not there is `unavailable`.
 * Containers carry the label `strata=1`, and `strata.call` with the id of the call that made them.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class DockerSDKWrapper implements Tool<DockerOperations> {
  readonly name = dockerCatalog.name;
  readonly operations: DockerOperations = dockerCatalog.operations;
  readonly execute: Tool<DockerOperations>['execute'];

  constructor(options: DockerSDKWrapperOptions = {}) {
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success) throw new TypeError(`DockerSDKWrapper: ${z.prettifyError(parsed.error)}`);
    const engine = createEngine(parsed.data);
    const tool = createTool<DockerOperations>({
      catalog: dockerCatalog,
      classify: classifyDockerError,
      handlers: {
        run_container: handleRunContainer(engine),
        stop_container: handleStopContainer(engine),
        remove_container: handleRemoveContainer(engine),
        list_containers: handleListContainers(engine),
        inspect_container: handleInspectContainer(engine),
        get_container_logs: handleGetContainerLogs(engine),
        find_run: handleFindRun(engine),
        pull_image: handlePullImage(engine),
        list_images: handleListImages(engine),
        inspect_image: handleInspectImage(engine),
      },
    });
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
