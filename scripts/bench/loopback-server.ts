import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

// A GitHub that knows one branch, in a thread of its own so that it does not stand in the way of what is measured.
const answer = JSON.stringify({
  name: 'main',
  commit: { sha: '0123456789abcdef0123456789abcdef01234567', url: 'http://127.0.0.1/commit' },
  protected: false,
  _links: { html: 'http://127.0.0.1/tree/main', self: 'http://127.0.0.1/branches/main' },
});

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(answer);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address()));
