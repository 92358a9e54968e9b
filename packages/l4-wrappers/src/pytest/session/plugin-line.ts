import type { FoundTest } from '../found-test.ts';
import type { TestResult } from '../test-result.ts';

/** A test as the plugin reports it: its name is in its id, and its whole duration is the sum of its phases. */
export type ReportedByPlugin = Omit<TestResult, 'name' | 'durationMs'>;

/** What the plugin writes, a line each (see `pluginFiles`). */
export type PluginLine =
  /** Where pytest's root folder is, seen from the folder that it was started in. */
  | { readonly event: 'configured'; readonly rootFolder: string }
  | { readonly event: 'collected'; readonly count: number }
  | { readonly event: 'started'; readonly id: string }
  | { readonly event: 'finished'; readonly test: ReportedByPlugin }
  /** A test that passed, and of which there is no more to say; the phases are set-up, call and tear-down, in nanoseconds. */
  | {
      readonly event: 'passed';
      readonly id: string;
      readonly file: string;
      readonly line: number;
      readonly phasesNs: readonly [number, number, number];
    }
  /** A file that could not be collected, or that was skipped as a whole. */
  | { readonly event: 'broken'; readonly test: ReportedByPlugin }
  | ({ readonly event: 'item' } & FoundTest)
  | { readonly event: 'interrupted'; readonly reason: string }
  | { readonly event: 'broke'; readonly reason: string }
  | { readonly event: 'ended'; readonly counts: Readonly<Record<string, number>> };

const events: ReadonlySet<unknown> = new Set<PluginLine['event']>([
  'configured',
  'collected',
  'started',
  'finished',
  'passed',
  'broken',
  'item',
  'interrupted',
  'broke',
  'ended',
]);

/**
 * Reads one line. There are two for each test and every microsecond is the suite's, so only the event is checked here; what
 * becomes part of an answer is checked with the answer.
 *
 * @throws Error when it is none of the plugin's.
 */
export const parsePluginLine = (line: string): PluginLine => {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null || !('event' in parsed) || !events.has(parsed.event))
    throw new Error(`not a line of the plugin: ${line.slice(0, 100)}`);
  // The plugin is our own; see above.
  return parsed as PluginLine;
};
