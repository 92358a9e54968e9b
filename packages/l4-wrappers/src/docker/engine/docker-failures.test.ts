import { createContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { dockerCatalog } from '../catalog.ts';
import { RunBroken } from '../containers/run-broken.ts';
import { ExecBroken } from '../containers/exec-broken.ts';
import { BuildFailed } from '../images/build-failed.ts';
import { classifyDockerError } from './docker-failures.ts';
import { EngineNotFound } from './engine-address.ts';
import { LimitReached } from './engine.ts';
import { ReportFailed } from './report-failed.ts';

const {
  exec,
  run_container: run,
  list_containers: list,
  pull_image: pull,
  create_volume: volume,
} = dockerCatalog.operations;

/** An answer as dockerode hands it on: its own words, then the engine's. */
const answer = (statusCode: number, said: string): Error =>
  Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${said} `), { statusCode, json: { message: said } });

const broken = (code: string, message: string): Error => Object.assign(new Error(message), { code });

const shim =
  'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:';

// Recorded from Docker 20.10 and, where it is said, from registries and macOS.
describe('what the engine says means', () => {
  test.each([
    [
      answer(404, 'No such image: nope:1'),
      run,
      { kind: 'not_found', message: 'no such image: nope:1', hint: 'Pull it: pull_image with image nope:1.' },
    ],
    [
      answer(404, 'no such image: a/b:1: No such image: a/b:1'),
      list,
      { kind: 'not_found', message: 'no such image: a/b:1' },
    ],
    [answer(404, 'No such container: nope'), list, { kind: 'not_found', message: 'No such container: nope' }],
    [answer(404, 'network nonet not found'), run, { kind: 'not_found' }],
    [
      answer(404, 'create x: error looking up volume plugin nodriver: plugin "nodriver" not found'),
      volume,
      { kind: 'not_found' },
    ],
    [answer(403, 'error while removing network: network x id 1 has active endpoints'), run, { kind: 'conflict' }],
    [answer(403, 'Pool overlaps with other one on this address space'), run, { kind: 'conflict' }],
    [
      answer(
        500,
        'driver failed programming external connectivity: Bind for 127.0.0.1:80 failed: port is already allocated',
      ),
      run,
      { kind: 'conflict' },
    ],
    [answer(500, 'user specified IP address is supported on user defined networks only'), run, { kind: 'refused' }],
    [
      answer(409, 'Conflict. The container name "/x2" is already in use by container "f1e4".'),
      run,
      { kind: 'conflict' },
    ],
    [answer(400, 'Minimum memory limit allowed is 6MB'), run, { kind: 'refused' }],
    [
      answer(400, 'invalid mount config for type "bind": bind source path does not exist: /nonexist'),
      run,
      { kind: 'refused' },
    ],
    [
      answer(400, `${shim} exec: "pytest": executable file not found in $PATH: unknown`),
      run,
      { kind: 'refused', hint: 'The image does not have this program: choose another image or command.' },
    ],
    [answer(500, `${shim} exec: "pytest": executable file not found in $PATH: unknown`), run, { kind: 'refused' }],
    [answer(500, 'unable to find user bob: no matching entries in passwd file'), run, { kind: 'refused' }],
    [
      answer(500, 'write /var/lib/docker/tmp: no space left on device'),
      run,
      { kind: 'unavailable', mayHaveHappened: true },
    ],
    [answer(500, 'server error'), list, { kind: 'unavailable', mayHaveHappened: false }],
    [answer(401, 'unauthorized'), run, { kind: 'unauthenticated' }],
    [answer(403, 'authorization denied by plugin'), run, { kind: 'forbidden' }],
    [answer(429, 'too many requests'), run, { kind: 'rate_limited', retryAfterMs: 60_000 }],
  ])('%s', (thrown, operation, expected) => {
    expect(classifyDockerError(thrown, operation, createContext())).toMatchObject(expected);
  });

  test.each([
    [answer(500, 'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host'), 'unavailable'],
    [answer(500, 'Get "http://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'), 'unavailable'],
    [answer(404, 'manifest for python:0.0 not found: manifest unknown: manifest unknown'), 'not_found'],
    [answer(404, "pull access denied for nope, repository does not exist or may require 'docker login'"), 'not_found'],
    [answer(500, 'Head "https://images.example/v2/x/manifests/1": unauthorized'), 'unauthenticated'],
    [answer(500, 'Head "https://images.example/v2/x/manifests/1": denied'), 'forbidden'],
    [new ReportFailed('toomanyrequests: You have reached your pull rate limit.'), 'rate_limited'],
    [new ReportFailed('failed to register layer: no space left on device'), 'refused'],
  ])('a pull: %s', (thrown, kind) => {
    expect(classifyDockerError(thrown, pull, createContext())).toMatchObject({ kind });
  });
});

// Recorded from Docker 20.10.
describe('what to do about it is said with', () => {
  test.each([
    [answer(409, 'Conflict. The container name "/x2" is already in use by container "f1e4".'), 'Choose another name'],
    [answer(409, 'You cannot remove a running container f1e4. Stop the container before'), 'stop_container'],
    [answer(409, 'Container f1e4 is not running'), 'start_container'],
    [answer(404, 'No such container: nope'), 'list_containers'],
    [answer(404, 'network nonet not found'), 'list_networks'],
    [answer(404, 'get novolume: no such volume'), 'list_volumes'],
    [answer(404, 'No such exec instance: f1e4'), 'has ended'],
    [answer(409, 'network with name x already exists'), 'Choose another name'],
    [answer(403, 'error while removing network: network x id 1 has active endpoints'), 'disconnect_network'],
    [answer(403, 'endpoint with name x already exists in network y'), 'disconnect_network'],
    [answer(403, 'Pool overlaps with other one on this address space'), 'subnet'],
    [answer(409, 'remove x: volume is in use - [f1e4]'), 'remove_container'],
    [
      answer(409, 'conflict: unable to remove repository reference "a:1" (must force) - container f1 is using it'),
      'force',
    ],
    [answer(409, 'conflict: unable to delete f1 (cannot be forced) - image has dependent child images'), 'first'],
    [answer(500, 'Bind for 127.0.0.1:80 failed: port is already allocated'), 'hostPort'],
    [answer(400, 'invalid mount config for type "bind": bind source path does not exist: /no'), "engine's machine"],
    [answer(500, 'unable to find user bob: no matching entries in passwd file'), 'uid:gid'],
    [answer(500, 'write /var/lib/docker/tmp: no space left on device'), 'prune'],
    [new BuildFailed('returned a non-zero code: 3', 'Step 2/2 : RUN x', 'one\ntwo\n'), 'ended with: one | two'],
    [new BuildFailed('dockerfile parse error', undefined, ''), 'Mend'],
    [new ReportFailed('failed to register layer: no space left on device'), 'prune'],
  ])('%s', (thrown, words) => {
    const failure = classifyDockerError(thrown, list, createContext());
    expect(failure?.hint).toContain(words);
    expect(failure?.hint).not.toContain('\n');
  });
});

describe('what the way to the engine says means', () => {
  test.each([
    [broken('ENOENT', 'connect ENOENT /var/run/docker.sock'), { kind: 'unavailable', mayHaveHappened: false }],
    [broken('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:2375'), { kind: 'unavailable', mayHaveHappened: false }],
    [broken('ENOTFOUND', 'getaddrinfo ENOTFOUND no.such.invalid'), { kind: 'unavailable', mayHaveHappened: false }],
    [broken('ECONNRESET', 'socket hang up'), { kind: 'unavailable', mayHaveHappened: true }],
    [broken('HPE_INVALID_CONSTANT', 'Parse Error'), { kind: 'unexpected_answer', mayHaveHappened: true }],
    [broken('EACCES', 'connect EACCES /var/run/docker.sock'), { kind: 'forbidden' }],
    [
      broken('ERR_MODULE_NOT_FOUND', "Cannot find package 'dockerode' imported from x"),
      { kind: 'tool_missing', hint: 'Install it: npm install dockerode.' },
    ],
    [new EngineNotFound('no Docker engine at /var/run/docker.sock'), { kind: 'unavailable', mayHaveHappened: false }],
    [new LimitReached(60_000), { kind: 'timed_out', limitMs: 60_000, mayHaveHappened: true }],
    [
      new RunBroken(new LimitReached(5), { started: false, left: undefined }),
      { kind: 'timed_out', mayHaveHappened: false },
    ],
    [
      new RunBroken(new LimitReached(5), { started: false, left: 'engine gone' }),
      { kind: 'timed_out', mayHaveHappened: true },
    ],
  ])('%s', (thrown, expected) => {
    expect(classifyDockerError(thrown, run, createContext())).toMatchObject(expected);
  });

  const gone = answer(404, 'No such container: f1e4');
  test.each([
    ['a run that had begun', new RunBroken(gone, { started: true, left: undefined }), 'needs_attention'],
    ['a run whose container is left', new RunBroken(gone, { started: false, left: 'engine gone' }), 'needs_attention'],
    [
      'a run that is to be asked for later',
      new RunBroken(answer(429, 'busy'), { started: true, left: undefined }),
      'unavailable',
    ],
    [
      'a start at which the engine itself failed',
      new RunBroken(answer(500, 'no space left'), { started: true, refused: true, left: undefined }),
      'unavailable',
    ],
    ['a command that had begun', new ExecBroken(gone, true), 'needs_attention'],
    ['a command that may be running on', new ExecBroken(answer(409, 'taken'), false), 'needs_attention'],
  ])('A20, F16: %s may have happened, whatever it failed with', (_what, thrown, kind) => {
    const operation = thrown instanceof ExecBroken ? exec : run;
    const failure = classifyDockerError(thrown, operation, createContext({ path: 'deploy/' }));
    expect(failure).toMatchObject({ kind, mayHaveHappened: true });
    if (kind === 'needs_attention') expect(failure).toMatchObject({ at: 'deploy' });
  });

  test('A20: a run that the engine has refused to start has not happened', () => {
    const refused = new RunBroken(answer(404, 'network nonet not found'), {
      started: true,
      refused: true,
      left: undefined,
    });
    const failure = classifyDockerError(refused, run, createContext());
    expect(failure).toEqual({
      kind: 'not_found',
      message: 'network nonet not found',
      hint: 'See which networks there are: list_networks.',
    });
  });

  test('no access and no engine come with what to do about it', () => {
    expect(classifyDockerError(broken('EACCES', 'connect EACCES'), list, createContext())).toHaveProperty(
      'hint',
      expect.stringContaining('docker group'),
    );
    expect(classifyDockerError(broken('ENOENT', 'connect ENOENT'), list, createContext())).toHaveProperty(
      'hint',
      expect.stringContaining('DOCKER_HOST'),
    );
  });

  test('a call that was cancelled is cancelled, unless the engine had answered', () => {
    const ctx = createContext({ signal: AbortSignal.abort() });
    expect(classifyDockerError(broken('ABORT_ERR', 'aborted'), run, ctx)).toMatchObject({
      kind: 'cancelled',
      mayHaveHappened: true,
    });
    expect(classifyDockerError(answer(409, 'taken'), run, ctx)).toMatchObject({ kind: 'conflict' });
  });

  test('a bug of ours stays one, also in a run', () => {
    const bug = new TypeError('x is not a function');
    expect(classifyDockerError(bug, run, createContext())).toBeUndefined();
    expect(
      classifyDockerError(new RunBroken(bug, { started: true, left: undefined }), run, createContext()),
    ).toBeUndefined();
  });
});
