import type { Revalidation } from '@strata/core';

/** What Octokit reads of an answer. */
interface FetchedAnswer {
  readonly status: number;
  readonly url: string;
  readonly headers: Iterable<readonly [string, string]>;
  readonly text: () => Promise<string>;
}

/** A fetch as far as Octokit makes use of it. */
export type Fetch = (
  url: string,
  init: { readonly method: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<FetchedAnswer>;

/** An answer as it is remembered. */
interface Remembered {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The header of an answer that was not sent again, since nothing has changed. */
export const recalledHeader = 'x-strata-recalled';

/** What a 304 need not repeat (RFC 9110, section 15.4.5), and readers go by. */
const kept = ['content-type', 'link'];

const defaultMediaType = 'application/vnd.github.v3+json';

const keyOf = (url: string, accept: string | undefined): string =>
  `GET ${url}${accept === undefined || accept === defaultMediaType ? '' : ` ${accept}`}`;

const answering = (
  status: number,
  url: string,
  headers: ReadonlyMap<string, string>,
  body: string,
): FetchedAnswer & { readonly json: () => Promise<unknown> } => ({
  status,
  url,
  headers,
  text: () => Promise.resolve(body),
  json: () => Promise.resolve(JSON.parse(body) as unknown),
});

const asRemembered = (answer: unknown): Remembered => answer as Remembered;

/**
 * Asks whether what is remembered still holds (`If-None-Match`), and gives it again when GitHub says so with a 304, which
 * costs no quota (GitHub's docs, "Best practices for using the REST API: Use conditional requests"). Only reads are
 * remembered. The headers are those of the 304, so the quota is the present one.
 */
export const conditionally =
  (send: Fetch, revalidation: Revalidation): Fetch =>
  async (url, init) => {
    if (init.method !== 'GET') return send(url, init);
    const key = keyOf(url, init.headers?.['accept']);
    const known = await revalidation.recall(key);
    const asked = known === undefined ? {} : { 'if-none-match': known.validator };
    const answer = await send(url, { ...init, headers: { ...init.headers, ...asked } });
    const headers = new Map(answer.headers);
    if (answer.status === 304 && known !== undefined) {
      // It is what was remembered below.
      const { text, headers: before } = asRemembered(known.answer);
      return answering(200, url, new Map([...Object.entries(before), ...headers, [recalledHeader, '1']]), text);
    }
    const validator = headers.get('etag');
    if (answer.status !== 200 || validator === undefined) return answer;
    const text = await answer.text();
    const given = Object.fromEntries([...headers].filter(([name]) => kept.includes(name)));
    await revalidation.remember(key, { validator, answer: { text, headers: given } });
    return answering(200, answer.url, headers, text);
  };
