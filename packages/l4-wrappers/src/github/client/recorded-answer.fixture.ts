/** An answer as GitHub gives it. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a text. */
  readonly body?: object | string;
}

/** A fetch that gives this answer to everything, and remembers what it was asked. */
export interface RecordedFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly asked: string[];
}

/** Makes a fetch that gives the same answer to everything. */
export const answering = ({ status, headers = {}, body }: RecordedAnswer): RecordedFetch => {
  const asked: string[] = [];
  return {
    asked,
    fetch: (input, init) => {
      // Octokit asks with the address as text.
      asked.push(`${init?.method ?? 'GET'} ${input as string}`);
      const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
      const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve(new Response(text, { status, headers: { 'content-type': type, ...headers } }));
    },
  };
};

/** A fetch whose connection fails with a code of the platform's, as the platform's own fetch reports it. */
export const failingWith = (code: string): typeof globalThis.fetch => {
  const cause = Object.assign(new Error(`connect ${code} 203.0.113.7:443`), { code });
  return () => Promise.reject(new TypeError('fetch failed', { cause }));
};
