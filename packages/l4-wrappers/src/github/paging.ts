import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { AnswerHeaders } from './call-failed.ts';
import type { Answer, GitHubClient, RequestOptions } from './github-client.ts';

/** How many items a list gives at most. */
export const maxResults = z
  .int()
  .min(1)
  .max(1000)
  .default(30)
  .describe('How many to give at most; more than one page is fetched as needed.');

/** A page of a list, as GitHub's routes take it. */
export interface Page {
  readonly page: number;
  readonly per_page: number;
}

/** What is to be listed. `read` gives `undefined` for an item that does not belong in the list. */
export interface Listing<Item, Read> {
  readonly about: string;
  readonly maxResults: number;
  readonly call: (page: Page, request: RequestOptions) => Promise<Answer<readonly Item[]>>;
  readonly read: (item: Item) => Read | undefined;
  /** Whether `read` may leave items out. Pages are full then: one of few items might have none that belong. */
  readonly isSifted?: boolean;
}

const hasNext = (headers: AnswerHeaders): boolean => /;\s*rel="next"/.test(String(headers['link'] ?? ''));

/** Fetches pages, one after the other, until enough items are there or the list ends. */
export const listItems = async <Item, Read>(
  github: GitHubClient,
  ctx: HandlerContext,
  listing: Listing<Item, Read>,
): Promise<Read[]> => {
  const found: Read[] = [];
  // The same size for every page, or their borders would shift.
  const perPage = listing.isSifted === true ? github.perPage : Math.min(github.perPage, listing.maxResults);
  for (let page = 1; ; page += 1) {
    const isLast = await github.ask(
      ctx,
      listing.about,
      (request) => listing.call({ page, per_page: perPage }, request),
      (items, headers) => {
        for (const item of items) {
          const read = listing.read(item);
          if (read !== undefined && found.length < listing.maxResults) found.push(read);
        }
        return items.length === 0 || !hasNext(headers);
      },
    );
    if (isLast || found.length >= listing.maxResults) return found;
  }
};
