/** Which part of a list is wanted: all of it up to a bound, or one page. */
interface Part {
  readonly maxResults: number;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

/** The part of a list that was asked for, and what the answer says about the rest. */
export const listed = <Item>(items: readonly Item[], { maxResults, page, pageSize = 100 }: Part) => {
  const from = page === undefined ? 0 : (page - 1) * pageSize;
  const to = page === undefined ? maxResults : from + pageSize;
  const shown = items.slice(from, to);
  const complete = items.length <= to;
  const nextPage = page === undefined || complete ? null : page + 1;
  return { shown, told: { count: shown.length, complete, nextPage } };
};
