import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAnyInput } from '@strata/testing';
import { afterAll, describe } from 'vitest';
import { forAll } from '../drawn.fixture.ts';
import { startHostileEngine } from './hostile-engine.fixture.ts';
import { DockerSDKWrapper, dockerCatalog } from './index.ts';

const engine = await startHostileEngine();
afterAll(() => engine[Symbol.asyncDispose]());

const folder = mkdtempSync(join(tmpdir(), 'strata-any-'));
writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
afterAll(() => rmSync(folder, { recursive: true }));

describe('S64: on a Docker engine that answers anything', () => {
  runAnyInput({
    catalog: dockerCatalog,
    forAll,
    // A folder that is named is sent for real, so it is a small one.
    examples: { path: [folder, `${folder}/none`], dockerfile: ['Dockerfile', 'Dockerfile', 'other', '../up'] },
    open: (draw) => {
      const reached = engine.begin(draw);
      return { tool: new DockerSDKWrapper({ socketPath: engine.socketPath }), reached };
    },
  });
});
