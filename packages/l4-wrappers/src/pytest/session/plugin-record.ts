import type { FoundTest } from '../found-test.ts';
import type { PluginLine, ReportedByPlugin } from './plugin-line.ts';
import type { TestResult } from '../test-result.ts';

/** What the plugin's lines have said so far. */
export interface PluginRecord {
  /** pytest's root folder, relative to the folder that it ran in; absent until pytest knows. */
  readonly rootFolder: string | undefined;
  readonly tests: readonly TestResult[];
  readonly items: readonly FoundTest[];
  /** Files that could not be collected. */
  readonly broken: readonly TestResult[];
  /** How many tests pytest is going to run; absent until it knows. */
  readonly collected: number | undefined;
  /** The tests that have begun and not ended. */
  readonly running: readonly string[];
  /** pytest's own counts, by its own words; absent until pytest has come to its end. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** Why pytest stopped before its time, when it did. */
  readonly interrupted: string | undefined;
  /** The error inside pytest or one of its plugins, when there was one. */
  readonly broke: string | undefined;
}

const microseconds = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** The last part of a test's id: what is in brackets may itself look like more of them. */
const nameOf = (id: string): string => {
  const bracket = id.indexOf('[');
  const colons = id.lastIndexOf('::', bracket === -1 ? undefined : bracket);
  return colons === -1 ? id : id.slice(colons + 2);
};

const complete = ({ id, ...test }: ReportedByPlugin): TestResult => {
  const { setupMs = 0, callMs = 0, teardownMs = 0 } = test.phases ?? {};
  return { id, name: nameOf(id), ...test, durationMs: microseconds(setupMs + callMs + teardownMs) };
};

const ofPassed = ({ id, file, line, phasesNs }: Extract<PluginLine, { event: 'passed' }>): ReportedByPlugin => {
  const [setupNs, callNs, teardownNs] = phasesNs;
  const phases = { setupMs: setupNs / 1e6, callMs: callNs / 1e6, teardownMs: teardownNs / 1e6 };
  return { id, outcome: 'passed', file, line, phases };
};

/** Puts the plugin's lines together as they come. */
export class PluginRecorder implements PluginRecord {
  readonly tests: TestResult[] = [];
  readonly items: FoundTest[] = [];
  readonly broken: TestResult[] = [];
  readonly #running = new Set<string>();
  rootFolder: string | undefined;
  collected: number | undefined;
  counts: Readonly<Record<string, number>> | undefined;
  interrupted: string | undefined;
  broke: string | undefined;

  get running(): readonly string[] {
    return [...this.#running];
  }

  /** Takes a line in; gives the test that it finished, if it did. */
  add(line: PluginLine): TestResult | undefined {
    switch (line.event) {
      case 'configured':
        this.rootFolder = line.rootFolder;
        return undefined;
      case 'collected':
        this.collected = line.count;
        return undefined;
      case 'started':
        this.#running.add(line.id);
        return undefined;
      case 'finished':
        this.#running.delete(line.test.id);
        return this.#keep(this.tests, line.test);
      case 'passed':
        this.#running.delete(line.id);
        return this.#keep(this.tests, ofPassed(line));
      case 'broken':
        this.#keep(this.broken, line.test);
        return this.#keep(this.tests, line.test);
      case 'item': {
        const { event: _event, ...item } = line;
        this.items.push(item);
        return undefined;
      }
      case 'interrupted':
        this.interrupted = line.reason;
        return undefined;
      case 'broke':
        this.broke = line.reason;
        return undefined;
      case 'ended':
        this.counts = line.counts;
        return undefined;
    }
  }

  #keep(list: TestResult[], test: ReportedByPlugin): TestResult {
    const kept = complete(test);
    list.push(kept);
    return kept;
  }
}
