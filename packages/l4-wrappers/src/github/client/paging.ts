import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { AnswerHeaders } from './call-failed.ts';
import { recalledHeader } from './conditional-fetch.ts';
import type { Answer, GitHubClient, RequestOptions } from './github-client.ts';

/** How many items a list gives at most. */
export const maxResults = z
  .int()
  .min(1)
  .max(10_000)
  .default(1000)
  .describe('How many to give at most; as many pages are fetched as it takes.');

/** What every list takes: all of it up to a bound, or one page of it. GitHub gives pages of up to 100 items. */
export const paging = {
  maxResults,
  page: z.int().min(1).optional().describe('Give this page only, counted from 1; maxResults says nothing then.'),
  pageSize: z.int().min(1).max(100).optional().describe('How many items a page has; 100 when left out.'),
};

/** What every list gives besides its items. */
export const paged = {
  count: z.int().describe('How many items this answer has.'),
  complete: z.boolean().describe('Whether the list ends here; false when there is more than was given.'),
  nextPage: z.int().nullable().describe('The page after the one that was asked for; null when there is none.'),
};

/** How a list is read page by page: goes into `pages` of an operation that takes `paging` and gives `paged`. */
export const byPage = {
  first: <Input extends object>(input: Input): Input & { readonly page: number } => ({ page: 1, ...input }),
  next: <Input extends object>(
    input: Input,
    { nextPage }: { readonly nextPage: number | null },
  ): (Input & { readonly page: number }) | undefined => (nextPage === null ? undefined : { ...input, page: nextPage }),
};

/** Which part of a list is asked for: `paging`, parsed. */
export interface Part {
  readonly maxResults: number;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

/** A page of a list, as GitHub's routes take it. */
export interface Page {
  readonly page: number;
  readonly per_page: number;
}

/** What is to be listed. `read` gives `undefined` for an item that does not belong in the list. */
export interface Listing<Item, Read> extends Part {
  readonly about: string;
  readonly call: (page: Page, request: RequestOptions) => Promise<Answer<readonly Item[]>>;
  readonly read: (item: Item) => Read | undefined;
  /** Whether `read` may leave items out. Pages are full then: one of few items might have none that belong. */
  readonly isSifted?: boolean;
}

/** A list, or a page of it, as it was read. */
export interface Listed<Read> {
  readonly items: Read[];
  readonly count: number;
  readonly complete: boolean;
  readonly nextPage: number | null;
}

const hasNext = (headers: AnswerHeaders): boolean => /;\s*rel="next"/.test(String(headers['link'] ?? ''));

/** What belongs in the list, of the items of a page. */
export const readEach = <Item, Read>(items: readonly Item[], read: (item: Item) => Read | undefined): Read[] => {
  const found: Read[] = [];
  for (const item of items) {
    const its = read(item);
    if (its !== undefined) found.push(its);
  }
  return found;
};

/**
 * Whether a page is full and the same as before. It was perhaps the last one then, and is not any more: what says that
 * more follow is no part of what was compared.
 */
export const isFullAsBefore = (items: readonly unknown[], headers: AnswerHeaders, perPage: number): boolean =>
  headers[recalledHeader] !== undefined && items.length >= perPage;

/** A page as it was read. `isLast` is `undefined` when only the page after it can tell. */
interface ReadPage<Read> {
  readonly items: readonly Read[];
  readonly isLast: boolean | undefined;
}

const askPage = <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  { about, call, read }: Listing<Item, Read>,
  page: Page,
): Promise<ReadPage<Read>> =>
  github.ask(
    ctx,
    about,
    (request) => call(page, request),
    (items, headers) => {
      const goesOn = items.length > 0 && hasNext(headers);
      const isOpen = !goesOn && isFullAsBefore(items, headers, page.per_page);
      return { items: readEach(items, read), isLast: isOpen ? undefined : !goesOn };
    },
  );

/** Whether the list ends with a page, which the page after it is asked when the page itself cannot tell. */
const endsWith = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  { about, call }: Listing<Item, Read>,
  { page, per_page }: Page,
  isLast: boolean | undefined,
): Promise<boolean> =>
  isLast ??
  github.ask(
    ctx,
    about,
    (request) => call({ page: page + 1, per_page }, request),
    (items) => items.length === 0,
  );

/** Fetches one page, or pages one after the other until enough items are there or the list ends. */
export const listPaged = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  listing: Listing<Item, Read>,
): Promise<Listed<Read>> => {
  const { maxResults: wanted, page: asked, pageSize = github.perPage, isSifted = false } = listing;
  if (asked !== undefined) {
    const page = { page: asked, per_page: pageSize };
    const { items, isLast } = await askPage(github, ctx, listing, page);
    const complete = await endsWith(github, ctx, listing, page, isLast);
    return { items: [...items], count: items.length, complete, nextPage: complete ? null : asked + 1 };
  }
  const found: Read[] = [];
  // The same size for every page, or their borders would shift.
  const perPage = isSifted ? pageSize : Math.min(pageSize, wanted);
  for (let page = 1; ; page += 1) {
    const { items, isLast } = await askPage(github, ctx, listing, { page, per_page: perPage });
    found.push(...items);
    if (isLast !== true && found.length < wanted) continue;
    const complete =
      found.length <= wanted && (await endsWith(github, ctx, listing, { page, per_page: perPage }, isLast));
    const given = found.slice(0, wanted);
    return { items: given, count: given.length, complete, nextPage: null };
  }
};

/** The items of a list up to a bound, for handlers that need no more than that. */
export const listItems = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  listing: Listing<Item, Read>,
): Promise<Read[]> => (await listPaged(github, ctx, listing)).items;
