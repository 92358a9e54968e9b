import { createContext } from '@strata/core';
import type { Log } from 'sarif';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ScannersWrapper, type SarifLog } from './index.ts';
import { createTestFolder, reportIn, secrets } from './scan.fixture.ts';
import { strictSarif } from './sarif-rules.fixture.ts';

const scanners = new ScannersWrapper();
const ctx = createContext();

const scan = async (files: Readonly<Record<string, string>>): Promise<SarifLog> => {
  using folder = createTestFolder(files);
  return reportIn(await scanners.execute({ operation: 'scan_secrets', path: folder.path }, ctx)).sarif;
};

const merge = async (logs: SarifLog[]) => {
  const result = await scanners.execute({ operation: 'merge_sarif', logs }, ctx);
  if (!result.success) throw new Error(JSON.stringify(result.error));
  return result.data;
};

const foreign = (name: string, results: object[], more: object = {}): SarifLog => ({
  version: '2.1.0',
  runs: [{ tool: { driver: { name, rules: [{ id: 'R1' }] } }, results: results as never, ...more }],
});

describe('merge_sarif', () => {
  it('S56: makes one valid log of several, with what was found twice told once', async () => {
    const token = `t=${secrets.github}\n`;
    const one = await scan({ 'a.txt': token, 'b.txt': token });
    const other = await scan({ 'b.txt': `\n${token}`, 'c.txt': `url=https://ann:${secrets.password}@example.org\n` });
    const { sarif, results, duplicates } = await merge([one, other]);
    strictSarif.parse(sarif);
    expect([sarif.runs.length, results, duplicates]).toEqual([1, 3, 1]);
    expect(sarif.runs[0]?.tool.driver.rules?.map(({ id }) => id)).toEqual([
      'github/GITHUB_TOKEN',
      'basicauth/BasicAuth',
    ]);
    expect(await merge([sarif, sarif])).toMatchObject({ sarif: { runs: [{ results: sarif.runs[0]?.results }] } });
  });

  it('S57: a run that did not look at everything is still known after merging', async () => {
    const [run] = (await scan({ 'a.txt': 'x' })).runs;
    const partial = foreign('secretlint', []);
    partial.runs[0] = {
      ...run,
      tool: run?.tool ?? { driver: { name: '' } },
      invocations: [{ executionSuccessful: false }],
    };
    const { sarif } = await merge([{ version: '2.1.0', runs: run === undefined ? [] : [run] }, partial]);
    expect(sarif.runs).toHaveLength(1);
    expect(sarif.runs[0]?.invocations?.map((one) => one.executionSuccessful)).toEqual([true, false]);
  });

  it('tells tools apart, finds rules by their number, and compares what has no fingerprint as a whole', async () => {
    const result = { ruleIndex: 0, message: { text: 'm' } };
    const same = { ruleId: 'R1', message: { text: 'm' } };
    const { sarif, duplicates } = await merge([
      foreign('x', [result, { ...same, message: { text: 'other' } }]),
      foreign('x', [same]),
      foreign('y', [same]),
    ]);
    expect(sarif.runs.map(({ tool, results = [] }) => [tool.driver.name, results.length])).toEqual([
      ['x', 2],
      ['y', 1],
    ]);
    expect(sarif.runs[0]?.results?.[0]).toMatchObject({ ruleId: 'R1', ruleIndex: 0 });
    expect(duplicates).toBe(1);
  });

  it('loses nothing of what other tools write', async () => {
    const flow = { ruleId: 'R1', message: { text: 'm' }, codeFlows: [{ threadFlows: [{ locations: [] }] }] };
    const rich = foreign('codeql', [flow, flow], { artifacts: [{ location: { uri: 'a' } }] });
    const { sarif } = await merge([rich, rich]);
    expect(sarif.runs).toEqual([...rich.runs, ...rich.runs]);
  });

  it('S56: what we write has the type of a SARIF log', () => {
    expectTypeOf<SarifLog>().toExtend<Log>();
  });
});
