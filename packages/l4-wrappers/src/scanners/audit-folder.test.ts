import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { containing } from '../process/text-matchers.fixture.ts';
import { ScannersWrapper } from './index.ts';
import { packageManagers } from './package-managers.fixture.ts';
import { npmProject, pnpmProject, startRegistry } from './registry.fixture.ts';
import { createTestFolder, reportIn } from './scan.fixture.ts';

const { npm, pnpm } = packageManagers;
const scanners = new ScannersWrapper({ npm: npm ?? 'npm', pnpm: pnpm ?? 'pnpm' });
const secret = 'strata-test-token';

const call = (path: string, tool = scanners, input: object = {}) =>
  tool.execute({ operation: 'audit_npm', path, ...input }, createContext());

const projects = { npm: npmProject({ lodash: '4.17.15' }), pnpm: pnpmProject('4.17.15') };

const managers = (['npm', 'pnpm'] as const).map((manager) => {
  const skipped = packageManagers[manager] === undefined && process.env['CI'] === undefined;
  return { manager, skipped, name: skipped ? `${manager} (skipped: it is not installed)` : manager };
});

beforeEach(() => {
  vi.stubEnv('GITHUB_TOKEN', secret);
  return () => vi.unstubAllEnvs();
});

/** A package manager that notes what it sees, and audits nothing. */
const createNosyManager = () => {
  const folder = createTestFolder({
    nosy: '#!/bin/sh\nenv > "$0.env"\nls -A > "$0.ls"\ncat package.json > "$0.json"\n',
  });
  const program = join(folder.path, 'nosy');
  chmodSync(program, 0o755);
  const noted = (what: string) => readFileSync(`${program}.${what}`, 'utf8');
  return { program, noted, [Symbol.dispose]: () => folder[Symbol.dispose]() };
};

describe.each(managers)('what $name gets of a project', ({ manager, skipped }) => {
  beforeEach(({ skip }) => skip(skipped));

  it('S56: the registry that the project names is asked, and gets no token of the caller', async () => {
    await using registry = await startRegistry();
    using folder = createTestFolder(projects[manager]);
    const { host } = new URL(registry.url);
    const lines = [`//${host}/:_authToken=\${GITHUB_TOKEN}`, '; registry=http://127.0.0.1:9/'];
    writeFileSync(join(folder.path, '.npmrc'), `${lines.join('\n')}\n registry = "${registry.url}/"\n`);
    expect(reportIn(await call(folder.path)).summary.findings).toBe(1);
    expect(registry.asked.length).toBeGreaterThan(0);
    expect(JSON.stringify(registry.asked)).not.toContain(secret);
  });

  it('S56: no code of the project is run, and no other version of the package manager is fetched for it', async () => {
    await using registry = await startRegistry();
    using folder = createTestFolder(projects[manager]);
    const ran = join(folder.path, 'ran');
    const body = `.writeFileSync(${JSON.stringify(ran)}, '')`;
    writeFileSync(join(folder.path, '.pnpmfile.cjs'), `require('node:fs')${body}\n`);
    writeFileSync(
      join(folder.path, '.pnpmfile.mjs'),
      `import fs from 'node:fs'; fs${body};\nexport const hooks = {};\n`,
    );
    writeFileSync(join(folder.path, '.npmrc'), `node-options=--require=${ran}.cjs\n`);
    writeFileSync(`${ran}.cjs`, `require('node:fs')${body}\n`);
    // A manifest of the fixture is an object.
    const manifest = JSON.parse(projects[manager]['package.json']) as object;
    const asks = { packageManager: `${manager}@7.7.7`, engines: { node: '77' } };
    writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ ...manifest, ...asks }));
    const report = reportIn(await call(folder.path, scanners, { registry: registry.url }));
    expect(report.summary.findings).toBe(1);
    expect(existsSync(ran)).toBe(false);
    expect(registry.asked.filter(({ path }) => path.includes('pnpm'))).toEqual([]);
  });
});

describe('an audit of a workspace', () => {
  const member = 'packages/a';
  const lockedMembers = {
    npm: {
      'package.json': JSON.stringify({ name: 'app', version: '1.0.0', workspaces: [member] }),
      'package-lock.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'app', version: '1.0.0', workspaces: [member] },
          'node_modules/a': { resolved: member, link: true },
          'node_modules/lodash': { version: '4.17.15', resolved: 'https://registry.example.org/l-4.17.15.tgz' },
          [member]: { version: '1.0.0', dependencies: { lodash: '4.17.15' } },
        },
      }),
    },
    pnpm: {
      'package.json': '{}',
      'pnpm-workspace.yaml': `packages:\n  - packages/*\n`,
      'pnpm-lock.yaml': projects.pnpm['pnpm-lock.yaml'].replace('  .:\n', `  .: {}\n  ${member}:\n`),
    },
  };

  it.for(managers)('S56: $name finds what only a member needs', async ({ manager, skipped }, { skip }) => {
    skip(skipped);
    await using registry = await startRegistry();
    using folder = createTestFolder(lockedMembers[manager]);
    const found = async (productionOnly: boolean) =>
      reportIn(await call(folder.path, scanners, { registry: registry.url, productionOnly })).summary.findings;
    expect(await found(false)).toBe(1);
    expect(await found(true)).toBe(1);
  });
});

describe('what a package manager gets of a project', () => {
  it('S56: lockfile and dependencies, and of the environment what concerns it', async () => {
    vi.stubEnv('npm_config_strata_test', 'kept');
    using nosy = createNosyManager();
    using folder = createTestFolder({ ...projects.npm, '.npmrc': 'registry=http://127.0.0.1:9/\n', '.yarnrc': '' });
    const manifest = {
      scripts: { preaudit: 'echo' },
      dependencies: { lodash: '4.17.15' },
      packageManager: 'npm@7.7.7',
    };
    writeFileSync(join(folder.path, 'package.json'), JSON.stringify(manifest));
    await call(folder.path, new ScannersWrapper({ npm: nosy.program }));
    expect(nosy.noted('ls').trim().split('\n').toSorted()).toEqual([
      '.npmrc',
      'package-lock.json',
      'package.json',
      'pnpm-workspace.yaml',
    ]);
    expect(JSON.parse(nosy.noted('json'))).toEqual({ dependencies: { lodash: '4.17.15' } });
    expect(nosy.noted('env')).not.toContain(secret);
    expect(nosy.noted('env')).toContain('npm_config_strata_test=kept');
    expect(nosy.noted('env')).toMatch(/^PATH=/m);
  });

  it.each([
    ['package.json', '{', 'package.json cannot be read'],
    ['.npmrc', 'registry=https://example.org/${GITHUB_TOKEN}/\n', '.npmrc names a registry with a variable'],
    ['.npmrc', 'registry=file:///etc/\n', '.npmrc names no registry'],
  ])('S57: a %s like %j is refused', async (name, content, message) => {
    using nosy = createNosyManager();
    using folder = createTestFolder({ ...projects.npm, [name]: content });
    const result = await call(folder.path, new ScannersWrapper({ npm: nosy.program }));
    expect(result).toMatchObject({ success: false, error: { kind: 'refused', message: containing(message) } });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it('S57: a configuration that is a link elsewhere is refused, not passed over', async () => {
    using nosy = createNosyManager();
    using folder = createTestFolder(projects.npm);
    symlinkSync('/etc/hostname', join(folder.path, '.npmrc'));
    const result = await call(folder.path, new ScannersWrapper({ npm: nosy.program }));
    expect(result).toMatchObject({ error: { kind: 'refused', message: containing('.npmrc cannot be read') } });
  });
});
