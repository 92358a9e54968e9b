import { Secret, type Tool, createTool, redact } from '@strata/core';
import { z } from 'zod';
import { type DockerOperations, dockerCatalog } from './catalog.ts';
import { classifyDockerError } from './engine/docker-failures.ts';
import { createEngine } from './engine/engine.ts';
import { dockerHandlers } from './handlers.ts';
import { type Registries, createRegistryCredentials } from './images/registry-credentials.ts';

const optionsSchema = z.strictObject({
  socketPath: z.string().startsWith('/', 'must be an absolute path').optional(),
  host: z.string().min(1).optional(),
  timeoutMs: z.int().positive().default(60_000),
  registries: z
    .record(z.string().min(1), z.strictObject({ username: z.string().min(1), password: z.instanceof(Secret) }))
    .default({}),
});

/** Where the engine is, how long a request to it may take, and who to be at registries. */
export interface DockerSDKWrapperOptions {
  /** The engine's socket. @default as Docker's own client finds it: DOCKER_HOST, the current context, the usual sockets */
  readonly socketPath?: string;
  /** The engine's address as DOCKER_HOST has it: `tcp://host:port`, `unix:///path`, `ssh://user@host`. */
  readonly host?: string;
  /** The limit of one request to the engine in milliseconds; waiting for a container's end has its own. @default 60_000 */
  readonly timeoutMs?: number;
  /**
   * Who to be at registries, by host (`registry.example:5000`), before what `docker login` has written into Docker's
   * configuration file. @default {}
   */
  readonly registries?: Registries;
}

/**
 * Docker through its engine's API. The engine is looked for at the first call; one that is not there is `unavailable`.
 * What is made carries the label `strata=1`, and `strata.call` with the id of the call that made it; images carry
 * `strata.image` and `strata.image.call` instead, because what comes from them inherits their labels.
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
    const passwords = Object.values(parsed.data.registries).map(({ password }) => password);
    const tool = createTool<DockerOperations>({
      catalog: dockerCatalog,
      classify: (thrown, operation, ctx) => {
        const failure = classifyDockerError(thrown, operation, ctx);
        // What a registry says is quoted by the engine, and may quote what it was told.
        if (failure === undefined) return undefined;
        const hint = failure.hint === undefined ? {} : { hint: redact(failure.hint, passwords) };
        return { ...failure, message: redact(failure.message, passwords), ...hint };
      },
      handlers: dockerHandlers(createEngine(parsed.data), createRegistryCredentials(parsed.data.registries)),
    });
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
