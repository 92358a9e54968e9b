import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, stream } from '@strata/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScannersWrapper } from './index.ts';
import { briefly, createTestFolder, reportIn, secrets } from './scan.fixture.ts';

const scanners = new ScannersWrapper();
const ctx = createContext();

const scan = async (path: string, input: { ignore?: string[]; maxFileBytes?: number } = {}) =>
  reportIn(await scanners.execute({ operation: 'scan_secrets', path, ...input }, ctx));

const leaky = {
  'a/config.env': `# settings\nTOKEN=${secrets.github}\nSLACK="${secrets.slack}"\n`,
  'b.ini': `AWS_SECRET_ACCESS_KEY = "${secrets.aws}"\nurl=https://ann:${secrets.password}@example.org/\n`,
  '.npmrc': `//registry.example.org/:_authToken=${secrets.npm}\n`,
  'clean.md': '# Nothing here\n',
};

describe('scan_secrets', () => {
  it('S56: finds secrets by place and kind, with a rule that leads to its page', async () => {
    using folder = createTestFolder(leaky);
    const report = await scan(folder.path);
    expect(briefly(report)).toEqual([
      'npm/Npmrc_authToken .npmrc:1 error',
      'npm/NPM_ACCESS_TOKEN .npmrc:1 error',
      'github/GITHUB_TOKEN a/config.env:2 error',
      'slack/SLACK_TOKEN a/config.env:3 error',
      'aws/AWSSecretAccessKey b.ini:1 error',
      'basicauth/BasicAuth b.ini:2 error',
    ]);
    expect(report).toMatchObject({ complete: true, scanned: 4, summary: { findings: 6, bySeverity: { high: 6 } } });
    const driver = report.sarif.runs[0]?.tool.driver;
    expect(driver?.version).toMatch(/^13\.\d+\.\d+$/);
    const rule = driver?.rules?.find(({ id }) => id === 'github/GITHUB_TOKEN');
    expect(rule?.helpUri).toMatch(/^https:\/\/.*secretlint-rule-github/);
    const result = report.sarif.runs[0]?.results?.find(({ ruleId }) => ruleId === 'github/GITHUB_TOKEN');
    expect(result?.locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: 2,
      startColumn: 7,
      endLine: 2,
      endColumn: 7 + secrets.github.length,
    });
    expect(result?.message.text).toBe('found GitHub Token(GitHub personal access tokens): [secret]');
  });

  it('S56: no secret is in clear anywhere in the answer, nor in one of its parts', async () => {
    using folder = createTestFolder(leaky);
    const told: unknown[] = [];
    for await (const one of stream(scanners, { operation: 'scan_secrets', path: folder.path }, ctx)) told.push(one);
    const text = JSON.stringify(told);
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    expect(text).toContain('[secret]');
  });

  it('S56: whatever stands around a secret, it is found and not told', async () => {
    const around = fc.stringMatching(/^[a-z \t=:"'é\n]{0,40}$/);
    await fc.assert(
      fc.asyncProperty(around, around, async (before, after) => {
        using folder = createTestFolder({ f: `${before}\n${secrets.github}\n${after}\n${secrets.github} ${before}` });
        const report = await scan(folder.path);
        expect(report.summary.findings).toBe(2);
        expect(JSON.stringify(report)).not.toContain(secrets.github);
      }),
      { numRuns: 30 },
    );
  });

  it('S56: a fingerprint lasts when lines are inserted above, and tells two alike apart', async () => {
    const fingerprints = async (text: string) => {
      using folder = createTestFolder({ f: text });
      const { sarif } = await scan(folder.path);
      return sarif.runs[0]?.results?.map((result) => result.partialFingerprints?.['strataFinding/v1']);
    };
    const line = `TOKEN=${secrets.github}\n`;
    const once = await fingerprints(line);
    expect(await fingerprints(`\n\nmore\n${line}`)).toEqual(once);
    expect(await fingerprints(`OTHER_${line}`)).not.toEqual(once);
    const twice = await fingerprints(line + line);
    expect(new Set(twice).size).toBe(2);
    expect(twice?.[0]).toBe(once?.[0]);
  });

  it('reads UTF-16, and leaves out what is binary, linked, special or ignored', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`t=${secrets.github}`, 'utf16le')]);
    using folder = createTestFolder({
      'wide.txt': utf16,
      'image.png': Buffer.from(`\0${secrets.github}`),
      'node_modules/x/index.js': secrets.github,
      'deep/.git/config': secrets.github,
    });
    symlinkSync('.', join(folder.path, 'loop'));
    symlinkSync('/etc/passwd', join(folder.path, 'outside'));
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    const report = await scan(folder.path);
    expect(briefly(report)).toEqual(['github/GITHUB_TOKEN wide.txt:1 error']);
    expect(report.leftOut).toEqual({ ignored: 2, binary: 1, links: 2, special: 1 });
    expect(report.complete).toBe(true);
    expect((await scan(folder.path, { ignore: [] })).summary.findings).toBe(3);
  });

  it('S57: a file of a gigabyte is not read, and named', async () => {
    using folder = createTestFolder({ 'huge.log': '', 'small.log': 'fine\n' });
    truncateSync(join(folder.path, 'huge.log'), 2 ** 30);
    const report = await scan(folder.path);
    expect(report).toMatchObject({
      complete: false,
      scanned: 1,
      notScannedCount: 1,
      notScanned: [{ path: 'huge.log', reason: 'too_large', message: '1073741824 bytes' }],
    });
  });

  it('a file name with a line break, blanks and signs is a valid URI', async () => {
    using folder = createTestFolder({ 'a\nb #1%/c:d.txt': secrets.github });
    const report = await scan(folder.path);
    expect(briefly(report)).toEqual(['github/GITHUB_TOKEN a%0Ab%20%231%25/c%3Ad.txt:1 error']);
  });

  it.skipIf(process.platform !== 'linux')(
    'S57: a file whose name is no UTF-8 is looked at, and its URI has its bytes (only where there are such names)',
    async () => {
      using folder = createTestFolder({});
      const latin = (name: string) => Buffer.from(join(folder.path, name), 'latin1');
      mkdirSync(latin('caf\xe9'));
      writeFileSync(latin('caf\xe9/\xff.txt'), `t=${secrets.github}`);
      writeFileSync(latin('caf\xe9/\xfe.txt'), `t=${secrets.github}`);
      writeFileSync(latin('large\xe9'), 'x'.repeat(100));
      const report = await scan(folder.path, { maxFileBytes: 99 });
      expect(briefly(report)).toEqual([
        'github/GITHUB_TOKEN caf%E9/%FE.txt:1 error',
        'github/GITHUB_TOKEN caf%E9/%FF.txt:1 error',
      ]);
      // In JSON, which is UTF-8, a sign stands for what is none; the log has the bytes here too.
      expect(report).toMatchObject({ scanned: 2, notScanned: [{ path: 'large\ufffd', reason: 'too_large' }] });
      expect(JSON.stringify(report.sarif)).toContain('"large%E9"');
    },
  );

  it('S57: what cannot be read is named', async () => {
    // Everybody gets to /tmp, and root reads everything: the scan acts as somebody who may not.
    using folder = createTestFolder({ 'locked.txt': secrets.github, 'shut/in.txt': 'x', 'open.txt': 'x' }, '/tmp');
    await scan(folder.path);
    chmodSync(folder.path, 0o755);
    chmodSync(join(folder.path, 'locked.txt'), 0);
    chmodSync(join(folder.path, 'shut'), 0);
    const root = process.geteuid?.() === 0;
    try {
      if (root) process.seteuid?.(65_534);
      const report = await scan(folder.path);
      expect(report).toMatchObject({ complete: false, scanned: 1, summary: { findings: 0 } });
      expect(report.notScanned).toEqual([
        { path: 'locked.txt', reason: 'unreadable', message: 'EACCES' },
        { path: 'shut', reason: 'unreadable', message: 'EACCES' },
      ]);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(join(folder.path, 'shut'), 0o700);
    }
  });

  it('remembers nothing of the files that it has seen: secretlint is told not to measure itself', async () => {
    using folder = createTestFolder({});
    for (let index = 0; index < 200; index += 1) writeFileSync(join(folder.path, `f${index}`), 'text\n');
    const marks = () => performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('@core')).length;
    const before = marks();
    expect(await scan(folder.path)).toMatchObject({ scanned: 200 });
    expect(marks()).toBe(before);
  });

  it('however many files there are, all are looked at: ten thousand in one folder, and as many folders', async () => {
    using folder = createTestFolder({ 'z/last.env': `t=${secrets.github}` });
    mkdirSync(join(folder.path, 'files'));
    for (let index = 0; index < 10_000; index += 1) {
      closeSync(openSync(join(folder.path, `files/f${index}`), 'w'));
      mkdirSync(join(folder.path, `d${index}`));
    }
    const report = await scan(folder.path);
    expect(report).toMatchObject({ complete: true, scanned: 10_001, summary: { findings: 1 } });
  });

  it('tells how far it is, and ends when the caller gives up', async () => {
    using folder = createTestFolder({});
    for (let index = 0; index < 250; index += 1) writeFileSync(join(folder.path, `f${index}`), 'text\n');
    const parts: unknown[] = [];
    for await (const { part } of stream(scanners, { operation: 'scan_secrets', path: folder.path }, ctx))
      if (part !== undefined) parts.push(part);
    expect(parts).toEqual([100, 200, 250].map((done) => ({ done, found: 0 })));

    const controller = new AbortController();
    const onPart = () => controller.abort();
    const given = createContext({ signal: controller.signal, onPart });
    using deeper = createTestFolder({ 'z/last': 'x' });
    for (let index = 0; index < 100; index += 1) writeFileSync(join(deeper.path, `f${index}`), 'text\n');
    const result = await scanners.execute({ operation: 'scan_secrets', path: deeper.path }, given);
    expect(result).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
  });

  it('ends between two files of one folder when the caller gives up', async () => {
    using folder = createTestFolder({});
    for (let index = 0; index < 101; index += 1) writeFileSync(join(folder.path, `f${index}`), 'text\n');
    const controller = new AbortController();
    const given = createContext({ signal: controller.signal, onPart: () => controller.abort() });
    const result = await scanners.execute({ operation: 'scan_secrets', path: folder.path }, given);
    expect(result).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
  });

  it('S57: a file of more than a mebibyte is named unless it is asked for, and none of more than 16 is taken', async () => {
    const mebibyte = 2 ** 20;
    const text = `t=${secrets.github}\n`;
    using folder = createTestFolder({
      'just.txt': text.padEnd(mebibyte, 'line\n'),
      'over.txt': text.padEnd(mebibyte + 1, 'line\n'),
    });
    const report = await scan(folder.path);
    expect(briefly(report)).toEqual(['github/GITHUB_TOKEN just.txt:1 error']);
    expect(report).toMatchObject({ complete: false, notScanned: [{ path: 'over.txt', reason: 'too_large' }] });
    expect(await scan(folder.path, { maxFileBytes: mebibyte + 1 })).toMatchObject({
      complete: true,
      summary: { findings: 2 },
    });
    const request = { operation: 'scan_secrets', path: folder.path, maxFileBytes: 16 * mebibyte + 1 } as const;
    expect(await scanners.execute(request, ctx)).toMatchObject({ error: { kind: 'invalid_input' } });
  });

  it('S57: a folder that is not there is no clean folder', async () => {
    using folder = createTestFolder({ file: 'x' });
    const failed = async (path: string) => scanners.execute({ operation: 'scan_secrets', path }, ctx);
    expect(await failed(join(folder.path, 'nowhere'))).toMatchObject({ success: false, error: { kind: 'not_found' } });
    expect(await failed(join(folder.path, 'file/below'))).toMatchObject({ error: { kind: 'not_found' } });
    expect(await failed(join(folder.path, 'file'))).toMatchObject({ success: false, error: { kind: 'refused' } });
  });
});
