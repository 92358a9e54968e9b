import { HttpResponse, http, type RequestHandler } from 'msw';

/** An answer as GitHub was seen to give it. */
export interface Recording {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON unless it is a text; none for a 304. */
  readonly body?: object | string;
}

/** Which requests are answered so, and how often. */
export interface Recorded {
  /** @default every method */
  readonly method?: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** An address as msw takes it. @default every path of api.github.com */
  readonly address?: string;
  /** Afterwards the requests are somebody else's again. @default always */
  readonly times?: number;
}

/** The address of everything that GitHub's API has. */
export const everywhere = 'https://api.github.com/*';

/** The recording as a response of the fetch standard. */
export const responseOf = ({ status, headers, body }: Recording): Response => {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return new HttpResponse(text, { status, headers });
};

/** A handler that gives what `answer` makes, for as many requests as `times` says. */
export const answered = (
  { method, address = everywhere, times = Infinity }: Recorded,
  answer: (request: Request) => Response | Promise<Response>,
): RequestHandler => {
  let left = times;
  return http[method ?? 'all'](address, ({ request }) => {
    if (left <= 0) return undefined;
    left -= 1;
    return answer(request);
  });
};

/** A handler of msw's that gives a recording. */
export const replay = (recording: Recording, recorded: Recorded = {}): RequestHandler =>
  answered(recorded, () => responseOf(recording));
