import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { expect, it } from 'vitest';
import { type SarifLog, ScannersWrapper } from './index.ts';
import { startOsv } from './osv/osv.fixture.ts';
import { packageManagers } from './package-managers.fixture.ts';
import { runs } from './program.fixture.ts';
import { npmProject, pnpmProject, startRegistry } from './registry.fixture.ts';
import { createTestFolder, reportIn, secrets } from './scan.fixture.ts';
import { sarifMultitool, validatorSays } from './sarif-validator.fixture.ts';

const { npm, pnpm } = packageManagers;
const ctx = createContext();
const inCi = process.env['CI'] !== undefined;
const has = { npm: inCi || npm !== undefined, pnpm: inCi || pnpm !== undefined, bandit: inCi || runs('bandit') };
const missing = Object.entries(has).flatMap(([name, there]) => (there ? [] : [name]));

const odd = 'new\nline #1%/c:d';
const unsafe = 'import subprocess, sys\nsubprocess.call(sys.argv[1], shell=True)\n';

/** A log of each operation that scans, with findings and gaps, with names of all sorts, and with nothing in it. */
const scanAll = async (scanners: ScannersWrapper, registry: string): Promise<Record<string, SarifLog>> => {
  using folder = createTestFolder({
    'a/config.env': `TOKEN=${secrets.github}\nSLACK="${secrets.slack}"\n`,
    [`${odd}/url.txt`]: `https://ann:${secrets.password}@example.org/`,
    [`${odd}/run.py`]: unsafe,
    'broken.py': 'def broken(:\n',
    'huge.log': '',
    ...npmProject({ lodash: '4.17.15' }),
    'web/pnpm-lock.yaml': pnpmProject('4.17.15')['pnpm-lock.yaml'],
    'requirements.txt': 'Jinja2==2.4.1\nflask>=2\n',
  });
  truncateSync(join(folder.path, 'huge.log'), 2 ** 30);
  if (process.platform === 'linux') {
    const latin = Buffer.from(join(folder.path, 'caf\xe9'), 'latin1');
    mkdirSync(latin);
    writeFileSync(Buffer.concat([latin, Buffer.from('/x.py')]), `${unsafe}# ${secrets.github}\n`);
  }
  using clean = createTestFolder({ 'a.txt': '', 'a.py': '', 'requirements.txt': '' });
  const logs: Record<string, SarifLog> = {};
  for (const [name, { path }] of Object.entries({ full: folder, clean })) {
    const scanned = {
      secrets: await scanners.execute({ operation: 'scan_secrets', path }, ctx),
      osv: await scanners.execute({ operation: 'scan_osv', path }, ctx),
      ...(has.bandit ? { python: await scanners.execute({ operation: 'scan_python', path }, ctx) } : {}),
    };
    for (const [scan, result] of Object.entries(scanned)) logs[`${scan}-${name}`] = reportIn(result).sarif;
  }
  for (const manager of (['npm', 'pnpm'] as const).filter((one) => has[one])) {
    for (const version of ['4.17.15', '4.17.21']) {
      using project = createTestFolder(manager === 'npm' ? npmProject({ lodash: version }) : pnpmProject(version));
      const result = await scanners.execute({ operation: 'audit_npm', path: project.path, registry }, ctx);
      logs[`${manager}-${version}`] = reportIn(result).sarif;
    }
  }
  return logs;
};

const merge = async (scanners: ScannersWrapper, logs: SarifLog[]): Promise<SarifLog> => {
  const result = await scanners.execute({ operation: 'merge_sarif', logs }, ctx);
  if (!result.success) throw new Error(JSON.stringify(result.error));
  return result.data.sarif;
};

/** With a column before its beginning, a property that there is none of, and an address that is none. */
const broken: SarifLog = {
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'x', version: '1', informationUri: 'https://example.org/', rulez: [] } },
      results: [
        {
          ruleId: 'R1',
          message: { text: 'm' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'a b' },
                region: { startLine: 1, startColumn: 9, endColumn: 3 },
              },
            },
          ],
        },
      ],
    },
  ],
};

const lacks = missing.length === 0 ? '' : ` (without ${missing.join(', ')}, not installed)`;
const note = sarifMultitool === undefined ? ' (skipped: it is not made for this platform)' : lacks;

it.skipIf(sarifMultitool === undefined)(
  `S56: the standard's own validator finds nothing wrong with any log of any operation${note}`,
  { timeout: 120_000 },
  async () => {
    await using osv = await startOsv();
    await using registry = await startRegistry();
    const programs = { npm: npm ?? 'npm', pnpm: pnpm ?? 'pnpm' };
    const scanners = new ScannersWrapper({ ...programs, osvUrl: osv.url });
    const logs = await scanAll(scanners, registry.url);
    const merged = await merge(scanners, [...Object.values(logs), ...Object.values(logs)]);
    const problems = await validatorSays(sarifMultitool ?? '', { ...logs, merged, broken });

    const errors = problems.filter(({ rule }) => rule.startsWith('error'));
    expect(errors.filter(({ log }) => log !== 'broken')).toEqual([]);
    // And it would have said so.
    const found = errors.map(({ rule, words }) => `${rule} ${words?.split(':')[0]}`);
    expect(found.toSorted()).toEqual([
      'error JSON1005 runs[0].tool.driver.rulez',
      'error SARIF1002 runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri',
      'error SARIF1007 runs[0].results[0].locations[0].physicalLocation.region.endColumn',
    ]);
    // OSV is a database that tells no version.
    const warnings = problems.filter(({ log, rule }) => log !== 'broken' && rule.startsWith('warning'));
    expect(
      warnings.map(
        ({ log, rule, words }) => `${log} ${rule} ${words?.match(/'(\w+)' does not provide any of the version/)?.[1]}`,
      ),
    ).toEqual(['merged warning SARIF2005 osv', 'osv-clean warning SARIF2005 osv', 'osv-full warning SARIF2005 osv']);
  },
);
