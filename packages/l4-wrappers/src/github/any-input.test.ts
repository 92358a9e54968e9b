import { type Draw, oneOf, runAnyInput } from '@strata/testing';
import { describe } from 'vitest';
import { drawJson, forAll } from '../drawn.fixture.ts';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';

const statuses = [200, 200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 409, 422, 429, 500, 502] as const;

/** Fields that GitHub's answers have, so that some of what is drawn looks right at first. */
const names =
  'sha url html_url number state title body head base ref object tree parents commit author user login created_at updated_at message errors id name labels content encoding type merged total_count items permissions check_runs status conclusion workflow_runs files jobs steps tag_name'.split(
    ' ',
  );

const types = ['application/json; charset=utf-8', 'application/json', 'text/html', 'application/octet-stream'] as const;

/** A GitHub that answers anything. */
const hostileFetch =
  (draw: Draw): typeof globalThis.fetch =>
  async () => {
    if (draw(12) === 11)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) });
    const status = oneOf(statuses, draw);
    const body = draw(6) === 5 ? '{"sha": ' : JSON.stringify(drawJson(draw, names));
    const headers = {
      'content-type': oneOf(types, draw),
      ...(draw(4) === 3 ? { 'retry-after': oneOf(['1', 'soon', '-1'], draw) } : {}),
      ...(draw(4) === 3 ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': 'x', 'x-ratelimit-reset': '1e99' } : {}),
      ...(draw(4) === 3 ? { etag: 'W/"1"' } : {}),
    };
    return new Response(status === 204 || status === 304 ? null : body, { status, headers });
  };

describe('S64: on a GitHub that answers anything', () => {
  runAnyInput({
    catalog: githubCatalog,
    forAll,
    open: (draw) => {
      let requests = 0;
      const onRequest = (): void => void (requests += 1);
      const fetch = hostileFetch(draw);
      return {
        tool: new GitHubAPIWrapper({ baseUrl: 'http://127.0.0.1:9', fetch, onRequest }),
        reached: () => requests,
      };
    },
  });
});
