import { type Answer, type Asked, startStandIn } from '../stand-in.fixture.ts';

// Made after the samples of OSV's documentation (google.github.io/osv.dev) and its schema.

const lodash = { name: 'lodash', ecosystem: 'npm', purl: 'pkg:npm/lodash' };

/** Records by id. GHSA-35jh and CVE-2021-23337 are the same; one was withdrawn; the others have no CVSS 3 vector. */
export const osvRecords: Readonly<Record<string, object>> = {
  'GHSA-35jh-r3h4-6jhm': {
    id: 'GHSA-35jh-r3h4-6jhm',
    modified: '2025-08-12T00:00:00Z',
    aliases: ['CVE-2021-23337'],
    summary: 'Command Injection in lodash',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
    database_specific: { severity: 'HIGH', cwe_ids: ['CWE-77', 'CWE-94'] },
    affected: [{ package: lodash, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }] }],
  },
  'CVE-2021-23337': { id: 'CVE-2021-23337', modified: '2025-08-12T00:00:00Z', aliases: ['GHSA-35jh-r3h4-6jhm'] },
  'GHSA-0000-0000-0000': {
    id: 'GHSA-0000-0000-0000',
    modified: '2025-01-01T00:00:00Z',
    withdrawn: '2025-01-02T00:00:00Z',
  },
  'PYSEC-2014-8': {
    id: 'PYSEC-2014-8',
    modified: '2021-07-05T00:01:22.043149Z',
    details: 'FileSystemBytecodeCache in Jinja2 2.7.2 does not properly create temporary directories.\nMore.',
    affected: [
      {
        package: { name: 'jinja2', ecosystem: 'PyPI' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.7.3' }] }],
      },
    ],
  },
  'GHSA-8r7q-cvjq-x353': {
    id: 'GHSA-8r7q-cvjq-x353',
    modified: '2023-03-08T05:47:11.461578Z',
    summary: 'Incorrect Privilege Assignment in Jinja2',
    severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' }],
    database_specific: { severity: 'MODERATE' },
  },
};

/** What is known of each package; lists are told a page of two at a time. */
const known: Readonly<Record<string, readonly string[]>> = {
  'npm lodash 4.17.15': ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm', 'GHSA-0000-0000-0000'],
  'PyPI jinja2 2.4.1': ['PYSEC-2014-8', 'GHSA-8r7q-cvjq-x353'],
};

interface Query {
  readonly package: { readonly name: string; readonly ecosystem: string };
  readonly version: string;
  readonly page_token?: string;
}

const pageLength = 2;

const resultOf = ({ package: { name, ecosystem }, version, page_token: token = '0' }: Query): object => {
  const ids = known[`${ecosystem} ${name} ${version}`] ?? [];
  const begin = Number(token);
  const page = ids.slice(begin, begin + pageLength);
  if (page.length === 0) return {};
  const more = begin + pageLength < ids.length ? { next_page_token: String(begin + pageLength) } : {};
  return { vulns: page.map((id) => ({ id, modified: '2025-01-01T00:00:00Z' })), ...more };
};

/** Answers as OSV does. */
export const osvReply = ({ method, path, body }: Asked): Answer => {
  if (method === 'POST' && path === '/v1/querybatch') {
    // What we send is looked at by the tests.
    const { queries } = body as { readonly queries: readonly Query[] };
    return { body: { results: queries.map(resultOf) } };
  }
  const record = osvRecords[decodeURIComponent(path.slice('/v1/vulns/'.length))];
  return record === undefined ? { status: 404, body: { code: 5, message: 'Bug not found.' } } : { body: record };
};

/** An OSV that knows a little of lodash and Jinja2. */
export const startOsv = () => startStandIn(osvReply);
