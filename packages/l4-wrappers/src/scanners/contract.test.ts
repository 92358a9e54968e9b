import { type ScannersWorld, runContract, scannerPromises } from '@strata/testing';
import { describe } from 'vitest';
import { ScannersWrapper, scannersCatalog } from './index.ts';
import { createTestFolder, secrets } from './scan.fixture.ts';
import { startStandIn } from './stand-in.fixture.ts';

const advisory = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h',
  title: 'Prototype pollution in minimist',
  severity: 'critical',
  vulnerable_versions: '<1.2.6',
  cwe: ['CWE-1321'],
  cvss: { score: 9.8, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
};

const record = {
  id: 'GHSA-xvch-5gv4-984h',
  summary: advisory.title,
  modified: '2026-01-01T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'npm', name: 'minimist' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.6' }] }],
    },
  ],
  severity: [{ type: 'CVSS_V3', score: advisory.cvss.vectorString }],
};

const lockfile = {
  name: 'app',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'app', version: '1.0.0', dependencies: { minimist: '1.2.5' } },
    'node_modules/minimist': { version: '1.2.5', license: 'MIT' },
  },
};

/** One server for both: the registry's audit, and OSV. */
const startRegistry = () =>
  startStandIn(({ path }) => {
    if (path.endsWith('/advisories/bulk')) return { body: { minimist: [advisory] } };
    if (path.endsWith('/querybatch')) return { body: { results: [{ vulns: [{ id: record.id }] }] } };
    if (path.endsWith(`/vulns/${record.id}`)) return { body: record };
    return { status: 404, body: {} };
  });

const open = async (): Promise<ScannersWorld> => {
  const registry = await startRegistry();
  const folder = createTestFolder({
    'config.txt': `key = ${secrets.github}\n`,
    'run.py': 'assert True\n',
    'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { minimist: '1.2.5' } }),
    'package-lock.json': `${JSON.stringify(lockfile, undefined, 2)}\n`,
    '.npmrc': `registry=${registry.url}/\n`,
  });
  const close = async (): Promise<void> => {
    folder[Symbol.dispose]();
    await registry[Symbol.asyncDispose]();
  };
  return { tool: new ScannersWrapper({ osvUrl: registry.url }), path: folder.path, [Symbol.asyncDispose]: close };
};

describe('S63: the real scanners', () => {
  runContract(scannersCatalog, scannerPromises, open);
});
