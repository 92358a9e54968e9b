import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that was made outside, with the mark of the call that made it. */
export interface OutsideItem {
  readonly id: string;
  name: string;
  readonly mark: string;
}

/** Who has acted outside, and with which mark. */
export interface OutsideCall {
  readonly who: string;
  readonly what: string;
  readonly mark: string;
  /** The item that it is about, where it is about one. */
  readonly id: string;
}

/** A world outside of the process that acts on it: it stays as it is when that process dies. */
export interface Outside extends AsyncDisposable {
  readonly url: string;
  readonly items: OutsideItem[];
  /** How often each call has made something, by its mark: more than once is once too often. */
  readonly made: Map<string, number>;
  readonly said: string[];
  /** All that was asked for, in its order. Whoever acts through `URL/NAME` is known by that name. */
  readonly calls: readonly OutsideCall[];
  /** Told of each act after it has happened; it is answered when what this gives has resolved. */
  onAct: (call: OutsideCall) => Promise<void> | void;
}

const bodyOf = async (request: IncomingMessage): Promise<Record<string, string>> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
};

/** Starts a world on loopback. */
export const startOutside = async (): Promise<Outside> => {
  const items: OutsideItem[] = [];
  const said: string[] = [];
  const made = new Map<string, number>();
  let count = 0;
  const acts: Readonly<Record<string, (given: Record<string, string>) => unknown>> = {
    list: () => ({ items }),
    create: ({ name = '', mark = '' }) => {
      const item = { id: `item-${(count += 1)}`, name, mark };
      items.push(item);
      made.set(mark, (made.get(mark) ?? 0) + 1);
      return item;
    },
    delete: ({ id }) => {
      const at = items.findIndex((it) => it.id === id);
      if (at !== -1) items.splice(at, 1);
      return { deleted: at !== -1 };
    },
    rename: ({ id, name = '' }) => {
      const item = items.find((it) => it.id === id);
      if (item !== undefined) item.name = name;
      return { name };
    },
    say: ({ text = '' }) => ({ heardBy: said.push(text) }),
  };
  const calls: OutsideCall[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const given = await bodyOf(request);
      const [what = '', who = ''] = (request.url ?? '').split('/').toReversed();
      const done = acts[what]?.(given);
      const call = { who, what, mark: given['mark'] ?? '', id: given['id'] ?? '' };
      calls.push(call);
      await outside.onAct(call);
      response.writeHead(done === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(done ?? {}));
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const outside: Outside = {
    url: `http://127.0.0.1:${port}`,
    items,
    made,
    said,
    calls,
    onAct: () => {},
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return outside;
};
