import { type Draw, oneOf, runAnyInput } from '@strata/testing';
import { afterAll, describe } from 'vitest';
import { drawJson, forAll } from '../drawn.fixture.ts';
import type { CommandRunner } from '../process/index.ts';
import { ScannersWrapper, scannersCatalog } from './index.ts';
import { createTestFolder } from './scan.fixture.ts';

const lockfile = JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0' } } });
const folder = createTestFolder({ 'run.py': 'assert True\n', 'package-lock.json': lockfile, 'package.json': '{}' });
afterAll(() => folder[Symbol.dispose]());

const names = 'results vulns id advisories title severity url version error message code metadata cvss affected'.split(
  ' ',
);

const drawText = (draw: Draw): string => (draw(4) === 3 ? '{"results": ' : JSON.stringify(drawJson(draw, names)));

/** Programs that print anything, and return anything. */
const hostileRunner = (draw: Draw, onRun: () => void): CommandRunner => ({
  place: 'host',
  run: async () => {
    onRun();
    const exitCode = oneOf([0, 1, 2, 127, 137], draw);
    return { exitCode, stdout: drawText(draw), stderr: drawText(draw), durationMs: 1, truncated: draw(5) === 4 };
  },
});

describe('S64: with scanners and registries that answer anything', () => {
  runAnyInput({
    catalog: scannersCatalog,
    forAll,
    examples: { path: [folder.path, `${folder.path}/none`, `${folder.path}/run.py`] },
    open: (draw) => {
      let asked = 0;
      const runner = hostileRunner(draw, () => void (asked += 1));
      const fetch: typeof globalThis.fetch = async () => {
        asked += 1;
        return new Response(drawText(draw), { status: oneOf([200, 200, 400, 404, 429, 500], draw) });
      };
      return { tool: new ScannersWrapper({ runner, fetch, osvUrl: 'http://127.0.0.1:9' }), reached: () => asked };
    },
  });
});
