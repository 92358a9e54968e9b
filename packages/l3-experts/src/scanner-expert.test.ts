import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { ScannersWrapper } from '@strata/l4-wrappers/scanners';
import { expect, test } from 'vitest';
import { createManualClock } from '@strata/testing';
import { ScannerExpert } from './scanner-expert.ts';
import { passing } from './time-passing.fixture.ts';

/** An OSV that breaks so often before it answers, or never does, and a folder with one dependency. */
const startScene = async (failures: number | 'silent') => {
  const path = mkdtempSync(join(tmpdir(), 'strata-test-'));
  writeFileSync(join(path, 'requirements.txt'), 'six==1.16.0\n');
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (failures === 'silent') return;
    response.statusCode = asked <= failures ? 503 : 200;
    response.end(JSON.stringify({ results: [{}] }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // A server on a TCP port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    path,
    wrapper: new ScannersWrapper({ osvUrl: `http://127.0.0.1:${port}` }),
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      rmSync(path, { recursive: true });
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};

test('S57: asks again when OSV breaks, and only an answer is a result', async () => {
  await using scene = await startScene(1);
  const expert = new ScannerExpert(scene.wrapper, { retry: { firstDelayMs: 0 } });
  const answer = await expert.execute({ operation: 'scan_osv', path: scene.path }, createContext());
  expect(scene.asked()).toBe(2);
  expect(answer).toMatchObject({ success: true, data: { complete: true }, meta: { attempts: 2 } });
});

test('S57: says that it could not look when OSV stays away', async () => {
  await using scene = await startScene(Infinity);
  const expert = new ScannerExpert(scene.wrapper, { retry: { attempts: 2, firstDelayMs: 0 } });
  const answer = await expert.execute({ operation: 'scan_osv', path: scene.path }, createContext());
  expect(answer).toMatchObject({ success: false, error: { kind: 'unavailable' }, meta: { attempts: 2 } });
});

test('what is set otherwise leaves the rest as advised: a scan that took too long is not repeated', async () => {
  await using scene = await startScene('silent');
  const clock = createManualClock();
  const options = { retry: { attempts: 5, firstDelayMs: 0 }, timeout: { operations: { scan_osv: 5000 } } };
  const expert = new ScannerExpert(scene.wrapper, options);
  const scanning = expert.execute({ operation: 'scan_osv', path: scene.path }, createContext({ clock }));
  expect(await passing(clock, scanning)).toMatchObject({
    error: { kind: 'timed_out', limitMs: 5000 },
    meta: { attempts: 1 },
  });
});

test('it can do what the wrapper can do, and repeats nothing that is final', async () => {
  const wrapper = new ScannersWrapper({ bandit: '/no/such/bandit' });
  const expert = new ScannerExpert(wrapper);
  expect([expert.name, expert.operations]).toEqual([wrapper.name, wrapper.operations]);
  const answer = await expert.execute({ operation: 'scan_secrets', path: '/no/such/folder' }, createContext());
  expect(answer).toMatchObject({ success: false, error: { kind: 'not_found' }, meta: { attempts: 1 } });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => new ScannerExpert(new ScannersWrapper(), { timeout: { limitMs: 0 } })).toThrow(/timeout: limitMs/);
});
