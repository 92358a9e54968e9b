import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { containing } from '../process/text-matchers.fixture.ts';
import { ScannersWrapper } from './index.ts';
import { packageManagers } from './package-managers.fixture.ts';
import { npmProject, pnpmProject, startRegistry } from './registry.fixture.ts';
import { briefly, createTestFolder, reportIn, textsIn } from './scan.fixture.ts';
import { nobodyHome, startStandIn } from './stand-in.fixture.ts';

const { npm, pnpm } = packageManagers;
// In CI both are there, and a test that does not find one fails.
const scanners = new ScannersWrapper({ npm: npm ?? 'npm', pnpm: pnpm ?? 'pnpm' });
const ctx = createContext();

interface Given {
  readonly path: string;
  readonly registry?: string;
  readonly manager?: 'npm' | 'pnpm';
  readonly productionOnly?: boolean;
}

const call = (given: Given, tool = scanners) => tool.execute({ operation: 'audit_npm', ...given }, ctx);

const projects = {
  npm: {
    lockfile: 'package-lock.json',
    line: 13,
    vulnerable: npmProject({ lodash: '4.17.15' }),
    sound: npmProject({ lodash: '4.17.21' }),
  },
  pnpm: { lockfile: 'pnpm-lock.yaml', line: 9, vulnerable: pnpmProject('4.17.15'), sound: pnpmProject('4.17.21') },
} as const;

const managers = (['npm', 'pnpm'] as const).map((manager) => {
  const skipped = packageManagers[manager] === undefined && process.env['CI'] === undefined;
  return { manager, skipped, name: skipped ? `${manager} (skipped: it is not installed)` : manager };
});

describe.each(managers)('audit_npm with $name', ({ manager, skipped }) => {
  const { lockfile, line, vulnerable, sound } = projects[manager];
  beforeEach(({ skip }) => skip(skipped));

  it('S56: finds what the registry has advisories for', async () => {
    await using registry = await startRegistry();
    using folder = createTestFolder(vulnerable);
    const report = reportIn(await call({ path: folder.path, registry: registry.url }));
    expect(briefly(report)).toEqual([`GHSA-35jh-r3h4-6jhm ${lockfile}:${line} error`]);
    expect(textsIn(report)[0]).toMatch(/^lodash 4\.17\.15: Command Injection in lodash \(fixed in (>=)?4\.17\.21\)$/);
    expect(report).toMatchObject({ complete: true, scanned: 1, summary: { bySeverity: { high: 1 } } });
    const driver = report.sarif.runs[0]?.tool.driver;
    const told = execFileSync(packageManagers[manager] ?? manager, ['--version'], { encoding: 'utf8' });
    expect(driver?.version).toBe(told.trim());
    const rule = driver?.rules?.[0];
    expect(rule?.helpUri).toBe('https://github.com/advisories/GHSA-35jh-r3h4-6jhm');
    expect(rule?.properties?.tags).toContain('external/cwe/cwe-77');
    expect(registry.asked[0]).toMatchObject({ method: 'POST', body: { lodash: ['4.17.15'] } });
  });

  it('S57: is clean only when the registry was asked', async () => {
    await using registry = await startRegistry();
    using folder = createTestFolder(sound);
    const report = reportIn(await call({ path: folder.path, registry: registry.url }));
    expect(report).toMatchObject({ complete: true, summary: { findings: 0 } });
    expect(registry.asked).toMatchObject([{ method: 'POST', body: { lodash: ['4.17.21'] } }]);
  });

  it('S57: a configuration that keeps it from asking does not make it clean', async () => {
    await using registry = await startRegistry();
    using folder = createTestFolder(vulnerable);
    const lines = ['offline=true', 'audit=false', 'omit[]=dev', 'audit-level=critical', 'ignore-registry-errors=true'];
    writeFileSync(join(folder.path, '.npmrc'), `${lines.join('\n')}\nregistry=${registry.url}/\n`);
    expect(reportIn(await call({ path: folder.path })).summary.findings).toBe(1);
  });

  it.each([
    [405, 'Method Not Allowed', 'unavailable', '(405)'],
    [404, '{}', 'unavailable', '(404)'],
    [503, 'later', 'unavailable', '503'],
    [401, '{}', 'unauthenticated', 'who asks'],
    [200, '<html>a login page</html>', 'unavailable', 'JSON'],
  ])('S57: a registry that answers %s %s is no clean result', async (status, body, kind, words) => {
    await using registry = await startStandIn(() => ({ status, body }));
    using folder = createTestFolder(vulnerable);
    const result = await call({ path: folder.path, registry: registry.url });
    expect(result).toMatchObject({ success: false, error: { kind, message: containing(words) } });
    expect(registry.asked.length).toBeGreaterThan(0);
  });

  it('S57: a registry that cannot be reached, or hangs up, is no clean result', async () => {
    using folder = createTestFolder(vulnerable);
    const result = await call({ path: folder.path, registry: await nobodyHome() });
    expect(result).toMatchObject({ error: { kind: 'unavailable', retryable: true, mayHaveHappened: false } });
    await using registry = await startStandIn(() => undefined);
    expect(await call({ path: folder.path, registry: registry.url })).toMatchObject({ error: { kind: 'unavailable' } });
  });
});

describe.each(managers)('audit_npm without a $manager that works', ({ manager }) => {
  const { vulnerable } = projects[manager];

  it('S57: says how to install the program when there is none', async () => {
    using folder = createTestFolder(vulnerable);
    const result = await call({ path: folder.path }, new ScannersWrapper({ [manager]: 'strata-nothing' }));
    expect(result).toMatchObject({ error: { kind: 'tool_missing', message: containing('strata-nothing') } });
  });

  it('S57: a program that prints no report has audited nothing', async () => {
    using folder = createTestFolder(vulnerable);
    const result = await call({ path: folder.path }, new ScannersWrapper({ [manager]: 'true' }));
    expect(result).toMatchObject({ success: false, error: { kind: 'unexpected_answer' } });
  });
});

describe('audit_npm', () => {
  it.skipIf(npm === undefined && process.env['CI'] === undefined)(
    'leaves out what is for development when it is told to (needs npm)',
    async () => {
      await using registry = await startRegistry();
      using folder = createTestFolder(npmProject({ lodash: '4.17.15' }, ['lodash']));
      const ask = async (productionOnly: boolean) =>
        reportIn(await call({ path: folder.path, registry: registry.url, productionOnly })).summary.findings;
      expect(await ask(true)).toBe(0);
      expect(await ask(false)).toBe(1);
    },
  );

  it('S57: without a lockfile, with two, or with a broken one, nothing is clean', async () => {
    using empty = createTestFolder({ 'package.json': '{}' });
    expect(await call({ path: empty.path })).toMatchObject({ error: { kind: 'not_found' } });
    using both = createTestFolder({ ...projects.npm.sound, ...projects.pnpm.sound });
    expect(await call({ path: both.path })).toMatchObject({ error: { kind: 'refused', hint: containing('manager') } });
    using broken = createTestFolder({ 'package-lock.json': '{"packages": 7}' });
    expect(await call({ path: broken.path })).toMatchObject({ error: { kind: 'refused' } });
    using newer = createTestFolder({ 'pnpm-lock.yaml': "lockfileVersion: '77.0'\n" });
    expect(await call({ path: newer.path })).toMatchObject({ error: { kind: 'refused' } });
    expect(await call({ path: join(empty.path, 'nowhere') })).toMatchObject({ error: { kind: 'not_found' } });
  });
});
