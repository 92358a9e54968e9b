import type { FrontAnswer, FrontRequest } from './front-route.ts';

const numberOr = (text: string | null, otherwise: number): number => {
  const number = Number(text ?? Number.NaN);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
};

/** One page of a list, and where its neighbours are. */
export interface FrontPage<Item> {
  readonly items: readonly Item[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Cuts the page that was asked for out of a list: 30 items unless `per_page` says otherwise, at most 100. */
export const pageOf = <Item>({ query, path, url }: FrontRequest, all: readonly Item[]): FrontPage<Item> => {
  const size = Math.min(100, numberOr(query.get('per_page'), 30));
  const page = numberOr(query.get('page'), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const next = new URLSearchParams(query);
    next.set('page', String(to));
    return `<${url}${path}?${next.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first'), link(page - 1, 'prev')] : []),
  ];
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
};

/** Answers with the page that was asked for. */
export const listed = (request: FrontRequest, all: readonly unknown[]): FrontAnswer => {
  const { items, headers } = pageOf(request, all);
  return { status: 200, headers, body: items };
};

/** Answers with the page after (or before) a cursor, as GitHub does where it knows no page numbers. */
export const listedByCursor = (
  { query, path, url }: FrontRequest,
  all: readonly { readonly number: number }[],
): FrontAnswer => {
  const size = Math.min(100, numberOr(query.get('per_page'), 30));
  const at = (name: string): number => {
    const cursor = query.get(name);
    return cursor === null ? -1 : all.findIndex((item) => cursorOf(item) === cursor);
  };
  const before = at('before');
  const start = before === -1 ? at('after') + 1 : Math.max(0, before - size);
  const items = all.slice(start, before === -1 ? start + size : before);
  const link = (name: string, item: { readonly number: number } | undefined, rel: string): string => {
    const next = new URLSearchParams(query);
    for (const cursor of ['before', 'after']) next.delete(cursor);
    if (item !== undefined) next.set(name, cursorOf(item));
    return `<${url}${path}?${next.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(start + items.length < all.length ? [link('after', items.at(-1), 'next')] : []),
    ...(start > 0 ? [link('before', items[0], 'prev')] : []),
  ];
  return { status: 200, headers: links.length === 0 ? {} : { link: links.join(', ') }, body: items };
};

const cursorOf = ({ number }: { readonly number: number }): string => Buffer.from(`alert:${number}`).toString('base64');
