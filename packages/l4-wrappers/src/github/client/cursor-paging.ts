import type { HandlerContext } from '@strata/core';
import type { AnswerHeaders } from './call-failed.ts';
import type { Answer, GitHubClient, RequestOptions } from './github-client.ts';
import { isFullAsBefore, readEach } from './paging.ts';

/** A page of a list whose pages have no numbers: the one after a cursor, or the first. */
interface CursorPage {
  readonly after?: string;
  readonly per_page: number;
}

/** What is to be listed: all of it up to a bound, or the one page at `cursor`, where '' is the first. */
interface CursorListing<Item, Read> {
  readonly about: string;
  readonly maxResults: number;
  readonly cursor: string | undefined;
  readonly call: (page: CursorPage, request: RequestOptions) => Promise<Answer<readonly Item[]>>;
  readonly read: (item: Item) => Read | undefined;
}

/** A list, or a page of it, as it was read. */
interface ListedByCursor<Read> {
  readonly items: Read[];
  readonly count: number;
  readonly complete: boolean;
  readonly nextCursor: string | null;
}

interface ReadPage<Read> {
  readonly items: readonly Read[];
  /** Where the next page begins; `undefined` when this one is the last. */
  readonly next: string | undefined;
  readonly isOpen: boolean;
}

const cursorIn = (headers: AnswerHeaders): string | undefined => {
  const next = /<([^>]+)>;\s*rel="next"/.exec(String(headers['link'] ?? ''))?.[1];
  return next !== undefined && URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
};

/** Asks as if nothing were known, and remembers what comes. */
const unknowing = ({ revalidation, ...ctx }: HandlerContext): HandlerContext =>
  revalidation === undefined
    ? ctx
    : {
        ...ctx,
        revalidation: { recall: () => undefined, remember: (key, known) => revalidation.remember(key, known) },
      };

const askOnce = <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  { about, call, read }: CursorListing<Item, Read>,
  page: CursorPage,
): Promise<ReadPage<Read>> =>
  github.ask(
    ctx,
    about,
    (request) => call(page, request),
    (items, headers) => {
      const next = items.length === 0 ? undefined : cursorIn(headers);
      const isOpen = next === undefined && isFullAsBefore(items, headers, page.per_page);
      return { items: readEach(items, read), next, isOpen };
    },
  );

/** Without a cursor nobody can ask for the page after the one that was last before, so that one is fetched again. */
const askPage = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  listing: CursorListing<Item, Read>,
  page: CursorPage,
): Promise<ReadPage<Read>> => {
  const asked = await askOnce(github, ctx, listing, page);
  return asked.isOpen ? askOnce(github, unknowing(ctx), listing, page) : asked;
};

/** Fetches one page, or pages one after the other, each from where the one before has said that the next begins. */
export const listByCursor = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  listing: CursorListing<Item, Read>,
): Promise<ListedByCursor<Read>> => {
  const { maxResults: wanted, cursor } = listing;
  const isOne = cursor !== undefined;
  const found: Read[] = [];
  const size = { per_page: isOne ? github.perPage : Math.min(github.perPage, wanted) };
  let after = cursor === '' ? undefined : cursor;
  for (;;) {
    const { items, next } = await askPage(github, ctx, listing, after === undefined ? size : { ...size, after });
    found.push(...items);
    if (isOne) return { items: found, count: found.length, complete: next === undefined, nextCursor: next ?? null };
    if (next !== undefined && found.length < wanted) {
      after = next;
      continue;
    }
    const given = found.slice(0, wanted);
    const complete = next === undefined && found.length <= wanted;
    return { items: given, count: given.length, complete, nextCursor: null };
  }
};
