import { join } from 'node:path';
import { createContext, stream } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, it } from 'vitest';
import { containing } from '../process/text-matchers.fixture.ts';
import { ScannersWrapper } from './index.ts';
import { osvReply, startOsv } from './osv/osv.fixture.ts';
import { npmProject, pnpmProject } from './registry.fixture.ts';
import { briefly, createTestFolder, reportIn, textsIn } from './scan.fixture.ts';
import { type Answer, nobodyHome, startStandIn } from './stand-in.fixture.ts';

const ctx = createContext();

const call = (path: string, osvUrl: string) =>
  new ScannersWrapper({ osvUrl }).execute({ operation: 'scan_osv', path }, ctx);

/** What a scan of one vulnerable project says when OSV answers like this. */
const answered = async (reply: () => Answer | undefined) => {
  await using osv = await startStandIn(reply);
  using folder = createTestFolder(npmProject({ lodash: '4.17.15' }));
  const result = await call(folder.path, osv.url);
  expect(osv.asked.length).toBeGreaterThan(0);
  return result;
};

describe('scan_osv', () => {
  it('S56: finds known vulnerabilities of all lockfiles, each hole once', async () => {
    await using osv = await startOsv();
    using folder = createTestFolder({
      ...npmProject({ lodash: '4.17.15', once: '1.4.0' }),
      'web/pnpm-lock.yaml': pnpmProject('4.17.15')['pnpm-lock.yaml'],
      'api/requirements.txt': 'Jinja2==2.4.1 ; python_version > "3"\n',
    });
    const report = reportIn(await call(folder.path, osv.url));
    expect(briefly(report)).toEqual([
      'GHSA-8r7q-cvjq-x353 api/requirements.txt:1 warning',
      'PYSEC-2014-8 api/requirements.txt:1 warning',
      'GHSA-35jh-r3h4-6jhm package-lock.json:14 error',
      'GHSA-35jh-r3h4-6jhm web/pnpm-lock.yaml:9 error',
    ]);
    expect(textsIn(report)).toContain('lodash 4.17.15: Command Injection in lodash (fixed in 4.17.21)');
    expect(report).toMatchObject({ complete: true, scanned: 3, summary: { bySeverity: { high: 2, medium: 2 } } });
    const rule = report.sarif.runs[0]?.tool.driver.rules?.find(({ id }) => id === 'GHSA-35jh-r3h4-6jhm');
    expect(rule).toMatchObject({
      helpUri: 'https://osv.dev/vulnerability/GHSA-35jh-r3h4-6jhm',
      properties: {
        'security-severity': '7.2',
        tags: ['security', 'vulnerability', 'external/cwe/cwe-77', 'external/cwe/cwe-94'],
      },
    });
  });

  it('asks for a package once, reads all pages, and sends names and versions only', async () => {
    await using osv = await startOsv();
    using folder = createTestFolder({
      ...npmProject({ lodash: '4.17.15' }),
      'b/package-lock.json': npmProject({ lodash: '4.17.15' })['package-lock.json'],
    });
    reportIn(await call(folder.path, osv.url));
    const query = { package: { name: 'lodash', ecosystem: 'npm' }, version: '4.17.15' };
    const posts = osv.asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(posts).toEqual([{ queries: [query] }, { queries: [{ ...query, page_token: '2' }] }]);
    expect(osv.asked.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it('asks a thousand at a time, and tells how far it is', async () => {
    await using osv = await startOsv();
    const many = Array.from({ length: 1001 }, (_, index) => `package-${index}==1.0.${index}`).join('\n');
    using folder = createTestFolder({ 'requirements.txt': many });
    const parts: unknown[] = [];
    const scanners = new ScannersWrapper({ osvUrl: osv.url });
    for await (const { part } of stream(scanners, { operation: 'scan_osv', path: folder.path }, ctx))
      if (part !== undefined) parts.push(part);
    expect(parts).toEqual([1000, 1001, 1001].map((done) => ({ done, found: 0 })));
  });

  it('S57: what names no exact version, or cannot be read, is named and makes the scan incomplete', async () => {
    await using osv = await startOsv();
    using folder = createTestFolder({
      'requirements.txt': 'flask>=2\nJinja2==2.4.1\n-e git+https://example.org/x\n',
      'package-lock.json': '{',
      'old/pnpm-lock.yaml': "lockfileVersion: '77.0'\n",
    });
    const report = reportIn(await call(folder.path, osv.url));
    expect(report).toMatchObject({ complete: false, scanned: 1, summary: { findings: 2 }, notScannedCount: 4 });
    expect(report.notScanned.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'package-lock.json not_parsed',
      'requirements.txt not_pinned',
      'requirements.txt not_pinned',
      'old/pnpm-lock.yaml not_parsed',
    ]);
  });

  it('S57: without a lockfile nothing was looked at', async () => {
    using folder = createTestFolder({ 'main.py': '' });
    expect(await call(folder.path, 'http://127.0.0.1:9')).toMatchObject({
      error: { kind: 'not_found', hint: containing('poetry.lock') },
    });
    expect(await call(join(folder.path, 'nowhere'), 'http://127.0.0.1:9')).toMatchObject({
      error: { kind: 'not_found' },
    });
  });

  it('S57: an OSV that cannot be reached is no clean result', async () => {
    using folder = createTestFolder(npmProject({ lodash: '4.17.21' }));
    const result = await call(folder.path, await nobodyHome());
    expect(result).toMatchObject({
      error: { kind: 'unavailable', message: containing('ECONNREFUSED'), retryable: true },
    });
  });

  it.each<[string, () => Answer | undefined, string]>([
    ['400', () => ({ status: 400, body: '' }), 'refused'],
    ['401', () => ({ status: 401, body: '' }), 'unauthenticated'],
    ['403', () => ({ status: 403, body: '' }), 'forbidden'],
    ['405', () => ({ status: 405, body: '' }), 'refused'],
    ['408', () => ({ status: 408, body: '' }), 'unavailable'],
    ['503', () => ({ status: 503, body: '' }), 'unavailable'],
    ['with a cut connection', () => undefined, 'unavailable'],
    ['that is no JSON', () => ({ body: '<html>' }), 'unexpected_answer'],
    ['without results', () => ({ body: {} }), 'unexpected_answer'],
    ['with too few results', () => ({ body: { results: [] } }), 'unexpected_answer'],
    ['with pages without end', () => ({ body: { results: [{ next_page_token: 'more' }] } }), 'unexpected_answer'],
    ['429', () => ({ status: 429, body: '', headers: { 'retry-after': '7' } }), 'rate_limited'],
  ])('S57: an answer %s is no clean result', async (_name, reply, kind) => {
    expect(await answered(reply)).toMatchObject({ success: false, error: { kind } });
  });

  it('S57: a record that cannot be had is no clean result', async () => {
    await using osv = await startStandIn((asked) =>
      asked.path.endsWith('GHSA-35jh-r3h4-6jhm') ? { status: 404, body: {} } : osvReply(asked),
    );
    using folder = createTestFolder(npmProject({ lodash: '4.17.15' }));
    expect(await call(folder.path, osv.url)).toMatchObject({
      error: { kind: 'refused', message: containing('404') },
    });
  });

  it.each([
    [429, '7', { kind: 'rate_limited', retryAfterMs: 7000 }],
    [429, 'Tue, 14 Nov 2023 22:15:20 GMT', { kind: 'rate_limited', retryAfterMs: 120_000 }],
    [429, 'Tue, 14 Nov 2023 22:00:00 GMT', { kind: 'rate_limited', retryAfterMs: 0 }],
    [429, 'soon', { kind: 'rate_limited', retryAfterMs: 1000 }],
    [429, '', { kind: 'rate_limited', retryAfterMs: 1000 }],
    [503, '9', { kind: 'unavailable', retryAfterMs: 9000 }],
    [503, 'Tue, 14 Nov 2023 22:13:25 GMT', { kind: 'unavailable', retryAfterMs: 5000 }],
  ])('S57: %i with Retry-After %j says when to ask again', async (status, after, expected) => {
    await using osv = await startStandIn(() => ({ status, body: '', headers: { 'retry-after': after } }));
    using folder = createTestFolder(npmProject({ lodash: '4.17.15' }));
    const clock = createManualClock({ now: Date.parse('2023-11-14T22:13:20Z') });
    const scanners = new ScannersWrapper({ osvUrl: osv.url });
    const result = await scanners.execute({ operation: 'scan_osv', path: folder.path }, createContext({ clock }));
    expect(result).toMatchObject({ success: false, error: { ...expected, retryable: true } });
  });

  it('S57: an OSV that does not answer in time is no clean result, and a cancelled call ends at once', async () => {
    using folder = createTestFolder(npmProject({ lodash: '4.17.15' }));
    const clock = createManualClock();
    // Hears its signal as fetch does, and never answers.
    const silent: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
      );
    const scanners = new ScannersWrapper({ fetch: silent, requestTimeoutMs: 500 });
    const late = scanners.execute({ operation: 'scan_osv', path: folder.path }, createContext({ clock }));
    await clock.waiting();
    await clock.advance(500);
    expect(await late).toMatchObject({ error: { kind: 'unavailable', message: containing('500 ms') } });

    const controller = new AbortController();
    const given = createContext({ clock, signal: controller.signal });
    const cancelled = scanners.execute({ operation: 'scan_osv', path: folder.path }, given);
    await clock.waiting();
    controller.abort();
    expect(await cancelled).toMatchObject({ error: { kind: 'cancelled' } });
  });
});
