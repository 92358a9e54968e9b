import type { Clock } from '@strata/core';
import { z } from 'zod';
import type { LockedPackage } from '../lockfiles/locked-package.ts';
import { ScannerError, inOneLine, stopWhenAborted, unavailable, unusable } from '../scanner-error.ts';
import { type OsvVulnerability, osvVulnerability } from './osv-vulnerability.ts';

/** How many queries OSV takes at once (google.github.io/osv.dev, "POST /v1/querybatch"). */
const queriesPerBatch = 1000;

/** How many records are fetched side by side. */
const fetchesAtOnce = 8;

/** A list that goes on for so long is not going to end. */
const maxPages = 100;

/** Where OSV is, and what a request to it obeys. */
export interface OsvConnection {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const batchAnswer = z.object({
  results: z.array(
    z.object({
      vulns: z.array(z.object({ id: z.string() })).optional(),
      next_page_token: z.string().optional(),
    }),
  ),
});

interface Query {
  readonly package: { readonly name: string; readonly ecosystem: string };
  readonly version: string;
  readonly page_token?: string;
}

const hint = 'Check the network, or name a mirror with osvUrl. Nothing was found clean.';

/** How long to wait for somebody who asks for it and does not say how long. */
const usualRetryMs = 1000;

/** What Retry-After says, in milliseconds from now: seconds, or a date (RFC 9110, section 10.2.3). */
const retryAfterMsOf = (answer: Response, clock: Clock): number | undefined => {
  const said = answer.headers.get('retry-after') ?? '';
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now());
};

/** OSV's no. To what it does not understand or allow it says the same again, however often it is asked. */
const saidNo = (answer: Response, url: string, clock: Clock): ScannerError => {
  const { status } = answer;
  const message = inOneLine(`OSV answered ${status} at ${url}`);
  const retryAfterMs = retryAfterMsOf(answer, clock);
  if (status === 429)
    return new ScannerError({
      kind: 'rate_limited',
      message: 'OSV asks to be asked less often',
      retryAfterMs: retryAfterMs ?? usualRetryMs,
    });
  if (status === 401) return new ScannerError({ kind: 'unauthenticated', message, hint });
  if (status === 403) return new ScannerError({ kind: 'forbidden', message, hint });
  // 408 and 425 are about this one request: it came too slowly, or too early.
  if (status >= 400 && status < 500 && status !== 408 && status !== 425)
    return new ScannerError({ kind: 'refused', message, hint });
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ScannerError({ kind: 'unavailable', message, hint, mayHaveHappened: false, ...wait });
};

/** Sends a request and reads the whole answer within the time limit. */
const ask = async (connection: OsvConnection, path: string, body?: object): Promise<unknown> => {
  const { baseUrl, fetch, timeoutMs, clock, signal } = connection;
  const late = new AbortController();
  const stopTimer = clock.after(timeoutMs, () => late.abort());
  const url = `${baseUrl}/v1/${path}`;
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, late.signal]),
      ...(body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw saidNo(answer, url, clock);
    return JSON.parse(await answer.text()) as unknown;
  } catch (cause) {
    stopWhenAborted(signal);
    if (cause instanceof ScannerError) throw cause;
    if (cause instanceof SyntaxError) throw unusable(`OSV's answer at ${url} is no JSON`, hint);
    if (late.signal.aborted) throw unavailable(`OSV did not answer within ${timeoutMs} ms at ${url}`, hint, { cause });
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
    throw unavailable(`OSV cannot be reached at ${url}: ${inOneLine(reason)}`, hint, { cause });
  } finally {
    stopTimer();
  }
};

/** Asks for each query's ids, page after page; the answers come in the order of the queries. */
const askBatch = async (
  connection: OsvConnection,
  queries: readonly Query[],
): Promise<readonly (readonly string[])[]> => {
  const ids = queries.map((): string[] => []);
  let open = queries.map((query, index) => ({ query, index }));
  for (let page = 0; open.length > 0; page += 1) {
    const answer = batchAnswer.safeParse(
      await ask(connection, 'querybatch', { queries: open.map(({ query }) => query) }),
    );
    // An answer too few would leave a package unasked for.
    if (!answer.success || answer.data.results.length !== open.length || page >= maxPages)
      throw unusable('OSV answered something else than one result for each package', hint);
    const { results } = answer.data;
    for (const [index, one] of open.entries())
      ids[one.index]?.push(...(results[index]?.vulns ?? []).map(({ id }) => id));
    open = open.flatMap(({ query, index }, at) => {
      const token = results[at]?.next_page_token;
      return token === undefined || token === '' ? [] : [{ query: { ...query, page_token: token }, index }];
    });
  }
  return ids;
};

/** Which vulnerabilities each package has, by id; asks a thousand packages at a time. */
export const askForIds = async (
  connection: OsvConnection,
  packages: readonly LockedPackage[],
  onBatch: (done: number) => Promise<void>,
): Promise<readonly (readonly string[])[]> => {
  const ids: (readonly string[])[] = [];
  for (let begin = 0; begin < packages.length; begin += queriesPerBatch) {
    const batch = packages.slice(begin, begin + queriesPerBatch);
    const queries = batch.map(({ name, ecosystem, version }) => ({ package: { name, ecosystem }, version }));
    ids.push(...(await askBatch(connection, queries)));
    await onBatch(ids.length);
  }
  return ids;
};

/** The records of these ids. */
export const askForRecords = async (
  connection: OsvConnection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OsvVulnerability>> => {
  const records = new Map<string, OsvVulnerability>();
  const waiting = [...new Set(ids)];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const answer = osvVulnerability.safeParse(await ask(connection, `vulns/${encodeURIComponent(id)}`));
      if (!answer.success || answer.data.id !== id) throw unusable(`OSV's record of ${id} cannot be read`, hint);
      records.set(id, answer.data);
    }
  };
  try {
    await Promise.all(Array.from({ length: fetchesAtOnce }, work));
  } finally {
    // One has failed: the others need not begin what nobody will read.
    waiting.length = 0;
  }
  return records;
};
