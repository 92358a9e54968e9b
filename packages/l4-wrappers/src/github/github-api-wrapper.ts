import { Octokit } from '@octokit/rest';
import { type Catalog, type Tool, createTool } from '@strata/core';
import { type GitHubOperations, githubCatalog } from './catalog.ts';
import { createClassify } from './client/classify.ts';
import { createGitHubClient } from './client/github-client.ts';
import { createHandlers } from './handlers.ts';
import { createTransport } from './client/http-transport.ts';
import { type GitHubAPIWrapperOptions, parseOptions } from './client/options.ts';

const silent = (): void => {};

/** Tells of each request before it is sent. */
const watched = <Sent extends readonly unknown[], Answered>(
  send: (...sent: Sent) => Answered,
  onRequest: (() => void) | undefined,
): ((...sent: Sent) => Answered) =>
  onRequest === undefined
    ? send
    : (...sent) => {
        onRequest();
        return send(...sent);
      };

/**
 * GitHub's REST API as a Tool. It neither retries nor caches: one request to it is what the operation needs, once.
 *
 * @throws TypeError from the constructor, naming the option that is not as it should be.
 */
export class GitHubAPIWrapper implements Tool<GitHubOperations> {
  readonly name: string;
  readonly operations: GitHubOperations;
  readonly execute: Tool<GitHubOperations>['execute'];

  constructor(options: GitHubAPIWrapperOptions = {}) {
    const { token, baseUrl, timeoutMs, perPage, fetch, onRequest } = parseOptions(options);
    const send = fetch === undefined ? watched(createTransport(), onRequest) : watched(fetch, onRequest);
    const octokit = new Octokit({
      ...(token === undefined ? {} : { auth: token.reveal() }),
      baseUrl,
      userAgent: 'strata',
      // A library prints nothing; Octokit would warn of deprecated routes.
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: { fetch: send },
    });
    const github = createGitHubClient(octokit, { timeoutMs, perPage, send });
    // The interface keeps the compiler's messages short; it is the catalog's own type under a name.
    const catalog: Catalog<GitHubOperations> = githubCatalog;
    const tool = createTool({
      catalog,
      handlers: createHandlers(github),
      classify: createClassify({ token, baseUrl }),
    });
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = tool.execute;
  }
}
