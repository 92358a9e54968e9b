import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher, interceptors, request } from 'undici';

/** What Octokit reads of an answer. */
interface TransportAnswer {
  readonly status: number;
  readonly url: string;
  /** Names in lower case, as undici gives them and Octokit asks for them. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: () => Promise<string>;
  readonly json: () => Promise<unknown>;
}

interface TransportRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Sends a request as `fetch` would, as far as Octokit makes use of it. */
export type Transport = (url: string, init: TransportRequest) => Promise<TransportAnswer>;

/** As many as fetch follows (fetch standard, "HTTP-redirect fetch"). */
const maxRedirections = 20;

const unzip = promisify(gunzip);

const headersOf = ({ headers }: Dispatcher.ResponseData): ReadonlyMap<string, string> => {
  const map = new Map<string, string>();
  for (const name in headers) map.set(name, String(headers[name]));
  return map;
};

const textOf = async ({ headers, body }: Dispatcher.ResponseData): Promise<string> =>
  headers['content-encoding'] === 'gzip' ? (await unzip(await body.arrayBuffer())).toString('utf8') : body.text();

/**
 * HTTP through undici's own request, without the streams and bodies that the fetch standard builds around it: a call
 * over loopback takes about two thirds of the time of one through `fetch`. Connections are kept alive, redirections
 * followed (credentials don't go to another host), compressed answers unpacked.
 */
export const createTransport = (): Transport => {
  const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections }));
  return async (url, { method, headers = {}, body, signal }) => {
    const answer = await request(url, {
      dispatcher,
      method,
      headers: { 'accept-encoding': 'gzip', ...headers },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = (): Promise<string> => textOf(answer);
    return {
      status: answer.statusCode,
      url,
      headers: headersOf(answer),
      text,
      json: async () => JSON.parse(await text()) as unknown,
    };
  };
};
