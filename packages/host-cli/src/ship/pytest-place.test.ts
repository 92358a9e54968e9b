import { createContext } from '@strata/core';
import { afterAll, expect, test, vi } from 'vitest';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { openPytest } from './pytest-place.ts';
import { type ShipOptions, parseShipOptions } from './ship-order.ts';
import { ShipStopped } from './ship-stopped.ts';

const workshop = new Workshop();
afterAll(() => {
  workshop[Symbol.dispose]();
  vi.unstubAllEnvs();
});

const order = (path: string, more: ShipOptions = {}) =>
  parseShipOptions({ repo: 'octo/app', path, title: 'x', ...more });
const silent = (): void => {};

/** What pytest says in a folder when it is asked by the interpreter that was found. */
const run = async (path: string, more: ShipOptions = {}) => {
  const pytest = await openPytest(await order(path, more), silent, createContext());
  return pytest.execute({ operation: 'run_tests', cwd: path }, createContext());
};

test.skipIf(pytestMissing)(`A12: the interpreter of the PATH runs every test of the project${whyPytest}`, async () => {
  const path = workshop.folder({ ...redProject, ...mended });
  expect(await run(path)).toMatchObject({ success: true, data: { verdict: 'green', total: 1 } });
});

test('S42: an interpreter that is not there is named; a path is meant from where the command was called', async () => {
  const path = workshop.folder(redProject);
  expect(await run(path, { python: './no/python' })).toMatchObject({
    success: false,
    error: { kind: 'tool_missing', message: `there is no Python at ${process.cwd()}/no/python` },
  });
  vi.stubEnv('STRATA_PYTHON', '/no/other/python');
  expect(await run(path)).toMatchObject({
    success: false,
    error: { kind: 'tool_missing', message: 'there is no Python at /no/other/python' },
  });
});

test('S39: an engine that is not there stops everything, with the cause', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///no/such/engine.sock');
  const path = workshop.folder(redProject);
  const told: string[] = [];
  const stopped: unknown = await openPytest(
    await order(path, { container: 'no/image' }),
    (text) => told.push(text),
    createContext(),
  ).catch((cause: unknown) => cause);
  expect(stopped).toBeInstanceOf(ShipStopped);
  expect(stopped).toMatchObject({ failure: { kind: 'unavailable', operation: 'inspect_image' } });
  expect(told).toEqual([]);
});
