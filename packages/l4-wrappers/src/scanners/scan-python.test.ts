import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { describe, expect, it } from 'vitest';
import { banditReport, findingOf } from './bandit-report.ts';
import { ScannersWrapper } from './index.ts';
import { runs } from './program.fixture.ts';
import { briefly, createTestFolder, reportIn } from './scan.fixture.ts';

const withoutBandit = !runs('bandit') && process.env['CI'] === undefined;

const scanners = new ScannersWrapper();
const ctx = createContext();

const call = (path: string, input: { ignore?: string[]; skip?: string[]; timeoutMs?: number } = {}, tool = scanners) =>
  tool.execute({ operation: 'scan_python', path, ...input }, ctx);

const unsafe = 'import subprocess, sys\nsubprocess.call("ls " + sys.argv[1], shell=True)\nassert True\n';

describe.skipIf(withoutBandit)(`scan_python${withoutBandit ? ' (skipped: bandit is not installed)' : ''}`, () => {
  it('S56: finds unsafe code by file, line and severity', async () => {
    using folder = createTestFolder({ 'src/run.py': unsafe, 'clean.py': 'print(1)\n' });
    const report = reportIn(await call(folder.path));
    expect(briefly(report)).toEqual(['B404 src/run.py:1 note', 'B602 src/run.py:2 error', 'B101 src/run.py:3 note']);
    expect(report).toMatchObject({
      complete: true,
      scanned: 2,
      summary: { findings: 3, bySeverity: { high: 1, low: 2 } },
    });
    const driver = report.sarif.runs[0]?.tool.driver;
    expect(driver?.rules?.[1]?.helpUri).toMatch(/b602/);
    const told = execFileSync('bandit', ['--version'], { encoding: 'utf8' });
    expect(told.split('\n')[0]).toBe(`bandit ${driver?.version}`);
    expect(briefly(reportIn(await call(folder.path, { skip: ['B101', 'B404'] })))).toEqual(['B602 src/run.py:2 error']);
  });

  it('scans no folders that are ignored, and follows no link in a circle', async () => {
    using folder = createTestFolder({
      '.venv/lib/a.py': unsafe,
      'deep/node_modules/b.py': unsafe,
      'my_venv.py': unsafe,
    });
    symlinkSync('.', join(folder.path, 'loop'));
    const report = reportIn(await call(folder.path, { skip: ['B101', 'B404'] }));
    expect(briefly(report)).toEqual(['B602 my_venv.py:2 error']);
    expect(report).toMatchObject({ complete: true, scanned: 1 });
    const everything = reportIn(await call(folder.path, { skip: ['B101', 'B404'], ignore: [] }));
    expect(everything).toMatchObject({ complete: true, scanned: 3, summary: { findings: 3 } });
  });

  it('a file name with a line break, and one like an option, are scanned like others', async () => {
    using folder = createTestFolder({ 'new\nline/x.py': unsafe, '--help.py': unsafe });
    const report = reportIn(await call(folder.path, { skip: ['B101', 'B404'] }));
    expect(briefly(report)).toEqual(['B602 --help.py:2 error', 'B602 new%0Aline/x.py:2 error']);
  });

  it.skipIf(process.platform !== 'linux')(
    'S57: a file whose name is no UTF-8 is known again in what bandit reports (only where there are such names)',
    async () => {
      using folder = createTestFolder({});
      const latin = Buffer.from(join(folder.path, 'caf\xe9'), 'latin1');
      mkdirSync(latin);
      writeFileSync(Buffer.concat([latin, Buffer.from('/x.py')]), unsafe);
      writeFileSync(Buffer.concat([latin, Buffer.from([0x2f, 0xff]), Buffer.from('.py')]), 'def broken(:\n');
      const report = reportIn(await call(folder.path, { skip: ['B101', 'B404'] }));
      expect(briefly(report)).toEqual(['B602 caf%E9/x.py:2 error']);
      expect(report).toMatchObject({ scanned: 1, notScanned: [{ path: 'caf\ufffd/\ufffd.py', reason: 'not_parsed' }] });
    },
  );

  it('S57: a file that bandit cannot parse is named, and the scan is not complete', async () => {
    using folder = createTestFolder({ 'broken.py': 'def broken(:\n', 'clean.py': 'print(1)\n' });
    expect(reportIn(await call(folder.path))).toMatchObject({
      complete: false,
      scanned: 1,
      summary: { findings: 0 },
      notScanned: [{ path: 'broken.py', reason: 'not_parsed', message: 'syntax error while parsing AST from file' }],
    });
  });

  it('S57: a file that the project tells bandit to pass over is named', async () => {
    using folder = createTestFolder({ '.bandit': '[bandit]\nexclude: /hidden\n', 'hidden/a.py': unsafe, 'b.py': '' });
    const report = reportIn(await call(folder.path, { ignore: [] }));
    expect(report).toMatchObject({
      complete: false,
      scanned: 1,
      notScanned: [{ path: 'hidden/a.py', reason: 'not_covered' }],
    });
  });

  it('S57: a folder that is not there, and arguments that bandit refuses, are failures', async () => {
    using folder = createTestFolder({ 'a.py': '' });
    expect(await call(join(folder.path, 'nowhere'))).toMatchObject({ error: { kind: 'not_found' } });
    expect(await call(folder.path, { skip: ['B999'] })).toMatchObject({
      error: { kind: 'refused', message: 'bandit refuses: Unknown test found in profile: B999' },
    });
  });

  it('S57: a scan that takes too long is a failure', async () => {
    using folder = createTestFolder({});
    // bandit waits for somebody to write to the pipe.
    execFileSync('mkfifo', [join(folder.path, 'pipe.py')]);
    expect(await call(folder.path, { timeoutMs: 300 })).toMatchObject({ error: { kind: 'timed_out', limitMs: 300 } });
  });
});

describe('scan_python without a bandit that works', () => {
  it('S57: says how to install it', async () => {
    using folder = createTestFolder({ 'a.py': unsafe });
    const missing = new ScannersWrapper({ bandit: 'strata-no-bandit' });
    expect(await call(folder.path, {}, missing)).toMatchObject({
      error: { kind: 'tool_missing', message: 'there is no bandit at strata-no-bandit' },
    });
  });

  it('S57: a program that leaves no report has not scanned anything', async () => {
    using folder = createTestFolder({ 'a.py': unsafe });
    const result = await call(folder.path, {}, new ScannersWrapper({ bandit: 'true' }));
    expect(result).toMatchObject({ success: false, error: { kind: 'unexpected_answer' } });
  });
});

describe('what newer versions of bandit report', () => {
  // Written by hand in the shape of bandit 1.7, whose rules B105 to B107 quote the password.
  const issue = {
    code: '1 password = "hunter2"\n2 print(password)\n',
    col_offset: 11,
    end_col_offset: 20,
    filename: './settings.py',
    issue_confidence: 'MEDIUM',
    issue_cwe: { id: 259, link: 'https://cwe.mitre.org/data/definitions/259.html' },
    issue_severity: 'LOW',
    issue_text: "Possible hardcoded password: 'hunter2'",
    line_number: 1,
    line_range: [1],
    more_info: 'https://bandit.readthedocs.io/en/1.7.9/plugins/b105_hardcoded_password_string.html',
    test_id: 'B105',
    test_name: 'hardcoded_password_string',
  };

  it('S56: a password is not quoted, and a weakness becomes a tag', () => {
    const [parsed] = banditReport.parse({ errors: [], metrics: {}, results: [issue] }).results;
    if (parsed === undefined) throw new Error('nothing was parsed');
    const finding = findingOf(parsed);
    expect(finding.message).toBe('Possible hardcoded password: [secret] (confidence medium)');
    expect(finding.rule).toMatchObject({ description: 'A hardcoded password', tags: ['external/cwe/cwe-259'] });
    expect(finding.path).toBe('settings.py');
    expect(JSON.stringify([finding.message, finding.rule])).not.toContain('hunter2');
  });
});
