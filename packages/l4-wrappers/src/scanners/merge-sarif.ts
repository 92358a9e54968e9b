import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { type SarifLog, type SarifResult, type SarifRule, type SarifRun, logOf, sarifLog } from './sarif-log.ts';

/**
 * Makes one SARIF log of several: runs of the same tool become one, and what several of them found is told once. Results
 * are the same when rule, place and fingerprints are, or, without fingerprints, all that they say. What belongs to a run
 * as a whole (its invocations) is kept of each. Runs that hold more than our scanners write, such as code flows that
 * point into tables of their run, stay runs of their own. Pure: nothing is read or written.
 */
export const mergeSarif = defineOperation({
  name: 'merge_sarif',
  summary: 'Make one SARIF log of several, without what is told twice.',
  effect: 'read',
  input: z.object({ logs: z.array(sarifLog).min(1).describe('SARIF 2.1.0 logs') }),
  output: z.object({ sarif: sarifLog, results: z.int(), duplicates: z.int() }),
});

/** The fields of a run that can be merged. Others may be tables that results point into by number. */
const mergeable = new Set(['tool', 'columnKind', 'invocations', 'results']);

const isMergeable = (run: SarifRun): boolean =>
  Object.keys(run).every((key) => mergeable.has(key)) &&
  Object.keys(run.tool).length === 1 &&
  (run.invocations ?? []).every((one) => Object.keys(one).every((key) => /^(?:executionS|toolExecutionN)/.test(key)));

const ruleIdOf = (run: SarifRun, { ruleId, ruleIndex = -1 }: SarifResult): string | undefined =>
  ruleId ?? run.tool.driver.rules?.[ruleIndex]?.id;

/** By what a result is known again. */
const identityOf = (ruleId: string | undefined, result: SarifResult): string => {
  const { partialFingerprints: fingerprints, locations } = result;
  const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri;
  if (fingerprints !== undefined && Object.keys(fingerprints).length > 0)
    return JSON.stringify([ruleId, uri, fingerprints]);
  const { ruleIndex: _index, ruleId: _id, ...said } = result;
  return JSON.stringify([ruleId, said]);
};

/** A GitHub-style score; what has none is the least. */
const scoreOf = (rule: SarifRule): number => Number(rule.properties?.['security-severity'] ?? -1);

/** Every rule once; of two with the same id the more severe, since the findings of both are its. */
const rulesOf = (runs: readonly SarifRun[]): readonly SarifRule[] => {
  const rules = new Map<string, SarifRule>();
  for (const rule of runs.flatMap(({ tool }) => tool.driver.rules ?? [])) {
    const known = rules.get(rule.id);
    if (known === undefined || scoreOf(known) < scoreOf(rule)) rules.set(rule.id, rule);
  }
  return [...rules.values()];
};

const merged = (runs: readonly [SarifRun, ...SarifRun[]]): SarifRun => {
  const [first] = runs;
  if (!isMergeable(first)) return first;
  const rules = rulesOf(runs);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const results = new Map<string, SarifResult>();
  for (const run of runs) {
    for (const result of run.results ?? []) {
      const ruleId = ruleIdOf(run, result);
      const key = identityOf(ruleId, result);
      const { ruleIndex: _index, ...rest } = result;
      const index = ruleId === undefined ? undefined : indexes.get(ruleId);
      if (results.has(key)) continue;
      results.set(key, {
        ...rest,
        ...(ruleId === undefined ? {} : { ruleId }),
        ...(index === undefined ? {} : { ruleIndex: index }),
      });
    }
  }
  const invocations = runs.flatMap((run) => run.invocations ?? []);
  return {
    ...first,
    tool: { driver: { ...first.tool.driver, rules: [...rules] } },
    ...(invocations.length === 0 ? {} : { invocations }),
    results: [...results.values()],
  };
};

/** Runs that can become one have this in common. */
const groupOf = (run: SarifRun, index: number): string => {
  const { rules: _rules, ...driver } = run.tool.driver;
  return isMergeable(run) ? JSON.stringify([driver, run.columnKind]) : String(index);
};

const count = (runs: readonly SarifRun[]): number => runs.reduce((sum, { results = [] }) => sum + results.length, 0);

/** Makes one log of several. */
export const mergeLogs = (logs: readonly SarifLog[]): SarifLog => {
  const groups = new Map<string, [SarifRun, ...SarifRun[]]>();
  for (const [index, run] of logs.flatMap(({ runs }) => runs).entries()) {
    const group = groups.get(groupOf(run, index));
    if (group === undefined) groups.set(groupOf(run, index), [run]);
    else group.push(run);
  }
  return logOf([...groups.values()].map(merged));
};

/** Performs `merge_sarif`. */
export const handleMergeSarif = (): Handler<typeof mergeSarif> => (input) => {
  const sarif = mergeLogs(input.logs);
  const results = count(sarif.runs);
  return Promise.resolve({ sarif, results, duplicates: count(input.logs.flatMap(({ runs }) => runs)) - results });
};
