import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Draw, oneOf } from '@strata/testing';
import { drawJson } from '../drawn.fixture.ts';

const id = 'a'.repeat(64);
const imageId = `sha256:${id}`;
const moment = '2026-01-01T00:00:00Z';

const network = {
  Id: id,
  Name: 'net',
  Driver: 'bridge',
  Scope: 'local',
  Internal: false,
  Attachable: false,
  EnableIPv6: false,
  IPAM: { Config: [{ Subnet: '10.1.0.0/16', Gateway: '10.1.0.1' }] },
  Options: {},
  Labels: { 'strata.call': 'any/call' },
  Created: moment,
  Containers: { [id]: { Name: 'a', IPv4Address: '10.1.0.2/16', MacAddress: '' } },
};

const endpoint = { NetworkID: id, IPAddress: '10.1.0.2', Aliases: null, IPAMConfig: null, DriverOpts: null };

const listedContainer = {
  Id: id,
  Names: ['/a'],
  Image: 'busybox:1',
  ImageID: imageId,
  Command: 'sleep',
  State: 'running',
  Status: 'Up',
  Created: 1_767_225_600,
  Labels: { 'strata.call': 'any/call' },
  NetworkSettings: { Networks: { net: endpoint } },
};

const container = {
  Id: id,
  Name: '/a',
  Image: imageId,
  Path: 'sleep',
  Args: ['1'],
  Created: moment,
  RestartCount: 0,
  State: {
    Status: 'exited',
    Running: false,
    OOMKilled: false,
    Error: '',
    ExitCode: 1,
    StartedAt: moment,
    FinishedAt: moment,
    Health: { Status: 'unhealthy', Log: [{ Output: 'no' }] },
  },
  Config: { Image: 'busybox:1', User: '', WorkingDir: '', Labels: {}, Tty: false },
  NetworkSettings: { Networks: { net: endpoint }, Ports: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
  Mounts: [{ Type: 'volume', Name: 'data', Source: '/x', Destination: '/y', RW: true }],
  HostConfig: { Memory: 0, NanoCpus: 0, PidsLimit: null, Privileged: false },
};

const image = {
  Id: imageId,
  RepoTags: ['busybox:1'],
  RepoDigests: [],
  Size: 1,
  Architecture: 'amd64',
  Os: 'linux',
  RootFS: { Layers: ['a'] },
  Config: { Entrypoint: null, Cmd: ['sh'], Env: [], Labels: {} },
  Created: moment,
};

const volume = { Name: 'data', Driver: 'local', Mountpoint: '/x', Labels: null, Options: null, CreatedAt: moment };

const measured = {
  cpu_stats: { cpu_usage: { total_usage: 2 }, system_cpu_usage: 4, online_cpus: 2 },
  precpu_stats: { cpu_usage: { total_usage: 1 }, system_cpu_usage: 2 },
  memory_stats: { usage: 2, limit: 4, stats: { inactive_file: 1 } },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 } },
  blkio_stats: { io_service_bytes_recursive: [{ op: 'read', value: 1 }] },
  pids_stats: { current: 1 },
};

const frame = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 2]), Buffer.from('ok')]);

/** A report on a pull, push or build, line by line. */
const report = [
  { status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } },
  { stream: 'Step 1/1 : FROM scratch\n' },
  { aux: { ID: imageId, Digest: imageId, Size: 1 } },
];

interface Plausible {
  readonly status: number;
  /** Sent as JSON, one line for each item of a report. */
  readonly body?: unknown;
  readonly isReport?: boolean;
}

/** What an engine would answer, by method and path: the first that fits. */
const plausible: readonly (readonly [RegExp, Plausible])[] = [
  [/^GET \/containers\/json/, { status: 200, body: [listedContainer] }],
  [/^POST \/containers\/create/, { status: 201, body: { Id: id, Warnings: [] } }],
  [/^POST \/containers\/[^/]+\/wait/, { status: 200, body: { StatusCode: 0 } }],
  [/^POST \/containers\/[^/]+\/exec/, { status: 201, body: { Id: id } }],
  [/^(GET|POST) \/(containers|exec)\/[^/]+\/(logs|attach|start)/, { status: 200, body: frame }],
  [/^GET \/exec\//, { status: 200, body: { Running: false, ExitCode: 0 } }],
  [/^GET \/containers\/[^/]+\/stats/, { status: 200, body: measured }],
  [/^GET \/containers\//, { status: 200, body: container }],
  [/^GET \/images\/json/, { status: 200, body: [{ ...image, Created: 1_767_225_600, Labels: {} }] }],
  [/^POST \/(images\/create|images\/.*\/push|build)/, { status: 200, body: report, isReport: true }],
  [/^POST \/images\//, { status: 201, body: '' }],
  [/^DELETE \/images\//, { status: 200, body: [{ Untagged: 'busybox:1' }, { Deleted: imageId }] }],
  [/^GET \/images\//, { status: 200, body: image }],
  [/^GET \/volumes(\?|$)/, { status: 200, body: { Volumes: [volume], Warnings: null } }],
  [/^POST \/volumes\/create/, { status: 201, body: volume }],
  [/^GET \/volumes\//, { status: 200, body: volume }],
  [/^GET \/networks(\?|$)/, { status: 200, body: [network] }],
  [/^POST \/networks\/create/, { status: 201, body: { Id: id, Warning: '' } }],
  [/^GET \/networks\//, { status: 200, body: network }],
];

const statuses = [200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 409, 429, 500, 503] as const;

const complaints = [
  '',
  'no such image: x',
  'Conflict',
  'toomanyrequests',
  'port is already allocated',
  'a\nb',
] as const;

const names = 'Id ID Name Names State Status Labels Volumes Networks Config message error stream status aux'.split(' ');

/** The same with something else in one place. */
const spoil = (value: unknown, draw: Draw): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || draw(4) === 3)
    return drawJson(draw, names, 2);
  if (Array.isArray(value)) return value.map((item) => spoil(item, draw));
  const entries = Object.entries(value);
  if (entries.length === 0) return drawJson(draw, names, 2);
  const [spoilt] = oneOf(entries, draw);
  return Object.fromEntries(entries.map(([name, field]) => [name, name === spoilt ? spoil(field, draw) : field]));
};

const bytesOf = (body: unknown, isReport = false): Buffer => {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const lines = isReport && Array.isArray(body) ? body : [body];
  return Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
};

/** Answers one request as an engine would, nearly so, or not at all. */
const answer = (request: IncomingMessage, response: ServerResponse, draw: Draw): void => {
  const asked = `${request.method} ${request.url}`;
  const { status, body = '', isReport } = plausible.find(([form]) => form.test(asked))?.[1] ?? { status: 204 };
  const fate = draw(12);
  if (fate < 5) return void response.writeHead(status).end(status === 204 ? undefined : bytesOf(body, isReport));
  if (fate < 8) return void response.writeHead(status).end(bytesOf(spoil(body, draw), isReport));
  if (fate === 8)
    return void response.writeHead(oneOf(statuses, draw)).end(JSON.stringify({ message: oneOf(complaints, draw) }));
  if (fate === 9) return void response.writeHead(oneOf(statuses, draw)).end(JSON.stringify(drawJson(draw, names)));
  if (fate === 10) {
    const bytes = bytesOf(body, isReport);
    response.writeHead(status, { 'content-length': bytes.length + 1 });
    return void response.write(bytes.subarray(0, draw(bytes.length + 1)), () => request.socket.destroy());
  }
  const words = oneOf(['', 'HTTP/1.1', 'no HTTP at all\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n'], draw);
  request.socket.end(words);
};

/** A Docker engine that answers anything. */
export interface HostileEngine extends AsyncDisposable {
  readonly socketPath: string;
  /** Lets it answer by another chance from now on, and gives how often it is asked by then. */
  readonly begin: (draw: Draw) => () => number;
}

/** Starts such an engine, on a socket of its own. */
export const startHostileEngine = async (): Promise<HostileEngine> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-hostile-'));
  const socketPath = join(folder, 'docker.sock');
  let current: Draw | undefined;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    // What is sent after the answer is read and forgotten; so is a connection that the other side has closed.
    request.on('error', () => undefined).resume();
    response.on('error', () => undefined);
    if (current !== undefined) answer(request, response, current);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    begin: (draw) => {
      const before = asked;
      current = draw;
      return () => asked - before;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
