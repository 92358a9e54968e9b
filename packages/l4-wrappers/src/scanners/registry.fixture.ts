import { type Asked, type Answer, startStandIn } from './stand-in.fixture.ts';

/** An advisory as the bulk endpoint gives it (docs.npmjs.com, "npm-audit", section "Bulk Advisory Endpoint"). */
export const lodashAdvisory = {
  id: 1673,
  url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
  title: 'Command Injection in lodash',
  severity: 'high',
  vulnerable_versions: '<4.17.21',
  cwe: ['CWE-77', 'CWE-94'],
  cvss: { score: 7.2, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' },
};

const bulkPath = '/-/npm/v1/security/advisories/bulk';

const versionOf = (version: string) => ({ name: 'lodash', version, dist: { tarball: 'http://localhost/lodash.tgz' } });

const reply = ({ path, body }: Asked): Answer => {
  if (path === '/lodash') {
    const versions = Object.fromEntries(['4.17.15', '4.17.21'].map((version) => [version, versionOf(version)]));
    return { body: { name: 'lodash', 'dist-tags': { latest: '4.17.21' }, versions } };
  }
  // Names with their versions go in; those with advisories come out.
  const asked = body as Readonly<Record<string, readonly string[]>> | undefined;
  if (path !== bulkPath || asked === undefined) return { status: 404, body: {} };
  return { body: asked['lodash']?.includes('4.17.15') === true ? { lodash: [lodashAdvisory] } : {} };
};

/** A registry that knows one advisory, about lodash 4.17.15. */
export const startRegistry = () => startStandIn(reply);

const npmEntry = (version: string) => ({ version, resolved: `https://registry.example.org/x-${version}.tgz` });

/** A project that npm has locked. */
export const npmProject = (dependencies: Readonly<Record<string, string>>, dev: readonly string[] = []) => ({
  'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies }),
  'package-lock.json': JSON.stringify(
    {
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0', dependencies },
        ...Object.fromEntries(
          Object.entries(dependencies).map(([name, version]) => [
            `node_modules/${name}`,
            { ...npmEntry(version), ...(dev.includes(name) ? { dev: true } : {}) },
          ]),
        ),
      },
    },
    undefined,
    2,
  ),
});

/** A project that pnpm has locked. */
export const pnpmProject = (version: string) => ({
  'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { lodash: version } }),
  'pnpm-lock.yaml': [
    "lockfileVersion: '9.0'",
    'importers:',
    '  .:',
    '    dependencies:',
    '      lodash:',
    `        specifier: ${version}`,
    `        version: ${version}`,
    'packages:',
    `  lodash@${version}:`,
    '    resolution: {integrity: sha512-8xOcRHvCjnocdS5cpwXQXVzmmh5e5+saE2QGoeQmbKmRS6J3VQppPOIt0MnmE+4xlZoumy0GPG0D0MVIQbNA1A==}',
    'snapshots:',
    `  lodash@${version}: {}`,
    '',
  ].join('\n'),
});
