import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Draw, oneOf, runAnyInput } from '@strata/testing';
import { afterAll, describe } from 'vitest';
import { forAll } from '../drawn.fixture.ts';
import type { CommandRunner } from '../process/index.ts';
import { PyTestCLIWrapper, pytestCatalog } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'strata-any-'));
afterAll(() => rmSync(folder, { recursive: true }));

const printed = ['', '{}', '[1, 2', 'null', '1 passed in 0.1s\n', 'ERROR: usage\n', '\ufffd\0'] as const;

/** A Python that prints anything, and returns anything. */
const hostileRunner = (draw: Draw, onRun: () => void): CommandRunner => ({
  place: 'host',
  run: async () => {
    onRun();
    const exitCode = oneOf([0, 1, 2, 3, 4, 5, 127, 137, 255], draw);
    return { exitCode, stdout: oneOf(printed, draw), stderr: oneOf(printed, draw), durationMs: 1, truncated: false };
  },
});

describe('S64: with a Python that prints anything', () => {
  runAnyInput({
    catalog: pytestCatalog,
    forAll,
    examples: { cwd: [folder, `${folder}/none`], path: [folder, `${folder}/none.xml`] },
    open: (draw) => {
      let runs = 0;
      const runner = hostileRunner(draw, () => void (runs += 1));
      return { tool: new PyTestCLIWrapper({ python: 'python3', runner }), reached: () => runs };
    },
  });
});
