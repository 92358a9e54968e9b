/** What every list takes. */
interface Listing {
  readonly maxResults: number;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

/** The part of a list that was asked for, and what the answer says about the rest. */
export const listed = <Item>(items: readonly Item[], { maxResults, page, pageSize = 100 }: Listing) => {
  const end = page === undefined ? maxResults : page * pageSize;
  const shown = items.slice(page === undefined ? 0 : end - pageSize, end);
  const complete = items.length <= end;
  return { shown, told: { count: shown.length, complete, nextPage: complete || page === undefined ? null : page + 1 } };
};
