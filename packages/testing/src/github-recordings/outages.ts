import { HttpResponse, type RequestHandler } from 'msw';
import { type Recorded, type Recording, answered } from './recording.ts';

/** The web server before GitHub's API got no answer: a page, and no JSON. */
export const badGateway: Recording = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n',
};

/** GitHub has taken itself out of service for a moment. */
export const serviceUnavailable: Recording = {
  status: 503,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: { message: 'No server is currently available to service your request. Sorry about that.' },
};

/** A handler that cuts the connection before there is an answer. `onArrived` hears of each request that it was for. */
export const cutConnection = (
  recorded: Recorded = {},
  onArrived: (request: Request) => void = () => {},
): RequestHandler =>
  answered(recorded, (request) => {
    onArrived(request);
    return HttpResponse.error();
  });

/** A handler that cuts the connection in the middle of an answer: what came is no JSON. */
export const cutAnswer = (recorded: Recorded = {}): RequestHandler =>
  answered(recorded, () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"number":'));
      },
      pull(controller) {
        controller.error(new TypeError('terminated'));
      },
    });
    return new HttpResponse(body, { headers: { 'content-type': 'application/json; charset=utf-8' } });
  });

/** A handler that answers when `until` says so, and not before. The caller's time limit is to come first. */
export const slowly = (recording: Response, until: Promise<void>, recorded: Recorded = {}): RequestHandler =>
  answered(recorded, async () => {
    await until;
    return recording;
  });
