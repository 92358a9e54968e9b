import type { IncomingHttpHeaders } from 'node:http';

/** What a route answers. A `Buffer` goes out as it is, anything else as JSON. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request as the routes of the front see it. */
export interface FrontRequest {
  readonly method: string;
  /** The path without the query, still percent-encoded. */
  readonly path: string;
  /** What stands in the place of the template's names, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The address of the front. */
  readonly url: string;
  /** Whose token the request bears. */
  readonly login: string | undefined;
  /** Asks the emulator on behalf of the same caller. */
  readonly behind: (method: string, path: string, body?: object) => Promise<FrontAnswer>;
}

/** One route that the front answers in the place of the emulator. */
export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** `undefined`: this request is the emulator's after all. */
  readonly answer: (request: FrontRequest) => Promise<FrontAnswer | undefined> | FrontAnswer | undefined;
}

/** `{name}` stands for one part of a path, `{name+}` for one or more. */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template.replaceAll(/\{(\w+)(\+?)\}/g, (_whole, name: string, many: string) => `(?<${name}>${many === '' ? '[^/]+' : '.+'})`)}$`,
  );

/** Makes a route of a template such as `/repos/{owner}/{repo}/commits/{ref+}/status`. */
export const route = (method: string, template: string, answer: Route['answer']): Route => ({
  method,
  pattern: patternOf(template),
  answer,
});

/** Ends a request with an answer other than the one that the route is there for. */
export class Refusal extends Error {
  readonly answer: FrontAnswer;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    const documentation = 'https://docs.github.com/rest';
    const details = errors === undefined ? {} : { errors };
    this.answer = { status, body: { message, documentation_url: documentation, status: String(status), ...details } };
  }
}

/**
 * What the emulator has at a path.
 *
 * @throws Refusal with the emulator's own answer when it has nothing there.
 */
export const found = async <Found>(request: FrontRequest, path: string): Promise<Found> => {
  const { status, body } = await request.behind('GET', path);
  // The caller says what the route answers.
  if (status === 200) return body as Found;
  throw new Refusal(status, status === 404 ? 'Not Found' : `the emulator answered ${status}`);
};

/** Who asks, as GitHub shows a user. Writing needs one. */
export const callerOf = async (request: FrontRequest): Promise<object> => {
  if (request.login === undefined) throw new Refusal(401, 'Requires authentication');
  return found(request, `/users/${request.login}`);
};

/** The path of the repository that the request is about. */
export const repositoryPath = ({ params }: FrontRequest): string => `/repos/${params['owner']}/${params['repo']}`;
