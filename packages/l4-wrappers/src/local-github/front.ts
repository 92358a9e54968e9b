import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, tokenOf } from './emulator.ts';
import { entityTagOf, isKnown } from './entity-tag.ts';
import { accessRefusal, asPublic } from './front-access.ts';
import { type FrontAnswer, type FrontRequest, Refusal, type Route } from './front-route.ts';
import type { Quota, Resource } from './quota.ts';

/** What stands before the emulator: it counts, tags, and answers the routes that the emulator has not. */
export interface Front {
  readonly url: string;
  /** How many requests have arrived since it was opened. */
  readonly requests: number;
  /** Says whom to ask from now on; requests before that are answered with 503. */
  readonly open: (behind: Behind) => void;
  readonly stop: () => Promise<void>;
}

/** What the front needs to answer. */
export interface Behind {
  readonly emulator: Emulator;
  readonly routes: readonly Route[];
  readonly quota: Quota;
  /** Whose token is which. */
  readonly tokens: ReadonlyMap<string, string>;
}

interface Arrived {
  readonly method: string;
  readonly target: URL;
  readonly message: IncomingMessage;
  readonly bytes: Buffer;
}

const bytesOf = (body: unknown): Buffer =>
  Buffer.isBuffer(body) ? body : body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));

const parsedBody = (bytes: Buffer): Record<string, unknown> => {
  if (bytes.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    // An object was just looked at.
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
    return {};
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
};

const jsonOf = (bytes: Buffer): unknown => (bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8')));

const requestOf = (
  { method, target, message, bytes }: Arrived,
  params: Readonly<Record<string, string>>,
  { emulator, tokens }: Behind,
  url: string,
): FrontRequest => ({
  method,
  path: target.pathname,
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)])),
  query: target.searchParams,
  headers: message.headers,
  body: parsedBody(bytes),
  url,
  login: tokens.get(tokenOf(message.headers) ?? ''),
  behind: async (asked, path, body) => {
    const {
      status,
      headers,
      body: answered,
    } = await emulator.pass({
      method: asked,
      path,
      headers: { ...message.headers, 'content-type': 'application/json' },
      body: bytesOf(body),
    });
    const isJson = headers['content-type']?.includes('json') === true;
    return { status, headers, body: isJson ? jsonOf(answered) : answered };
  },
});

const answerTo = async (arrived: Arrived, behind: Behind, url: string): Promise<FrontAnswer> => {
  const { method, target, message, bytes } = arrived;
  try {
    for (const { method: asked, pattern, answer } of behind.routes) {
      const params = asked === method ? pattern.exec(target.pathname) : null;
      if (params === null) continue;
      const given = await answer(requestOf(arrived, params.groups ?? {}, behind, url));
      if (given !== undefined) return given;
    }
    return await behind.emulator.pass({ method, path: message.url ?? '/', headers: message.headers, body: bytes });
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.answer;
    throw thrown;
  }
};

const resourceOf = ({ target }: Arrived): Resource => (target.pathname.startsWith('/search/') ? 'search' : 'core');

const overLimit = (login: string | undefined): FrontAnswer =>
  new Refusal(403, `API rate limit exceeded for ${login === undefined ? '127.0.0.1' : `user ${login}`}.`).answer;

const quotaHeaders = (quota: Quota, resource: Resource): Record<string, string> => {
  const { limit, used, remaining, reset } = quota.state(resource);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
};

const respond = async (arrived: Arrived, response: ServerResponse, behind: Behind, url: string): Promise<void> => {
  const { method, message, target } = arrived;
  const { quota, tokens } = behind;
  const resource = resourceOf(arrived);
  // Asking about the quota costs none of it.
  const isFree = target.pathname === '/rate_limit';
  const token = tokenOf(message.headers);
  const login = tokens.get(token ?? '');
  const refused = accessRefusal(method, token, login);
  const isLimited = refused === undefined && !isFree && !quota.spend(resource);
  const given = refused ?? (isLimited ? overLimit(login) : await answerTo(arrived, behind, url));
  const answer = login === undefined ? asPublic(given) : given;
  const body = bytesOf(answer.body);
  const tag = method === 'GET' && answer.status === 200 ? entityTagOf(body) : undefined;
  const isSame = tag !== undefined && isKnown(tag, message.headers['if-none-match']);
  if (isSame && !isFree) quota.refund(resource);
  const headers = {
    ...(body.length === 0 ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...answer.headers,
    ...quotaHeaders(quota, resource),
    ...(tag === undefined ? {} : { etag: tag, 'cache-control': 'private, max-age=60, s-maxage=60' }),
  };
  if (!isSame) return void response.writeHead(answer.status, { ...headers, 'content-length': body.length }).end(body);
  const { 'content-type': _type, link: _link, ...kept } = { link: '', ...headers };
  response.writeHead(304, kept).end();
};

/** Starts the front on a free port of the loopback interface. */
export const startFront = async (): Promise<Front> => {
  let behind: Behind | undefined;
  let requests = 0;
  let url = '';
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const chunks: Buffer[] = [];
    // A message that is not asked for another form gives bytes.
    for await (const chunk of message) chunks.push(chunk as Buffer);
    if (behind === undefined) return void response.writeHead(503).end();
    const target = new URL(url + (message.url ?? '/'));
    const arrived = { method: message.method ?? 'GET', target, message, bytes: Buffer.concat(chunks) };
    await respond(arrived, response, behind, url);
  };
  const server = createServer((message, response) => {
    handle(message, response).catch((thrown: unknown) => {
      const body = JSON.stringify({ message: String(thrown) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    get requests() {
      return requests;
    },
    open: (given) => {
      behind = given;
      requests = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
