import { Cron } from 'croner';
import { z } from 'zod';

const everyMs = z.int().min(1000);

/**
 * When a schedule starts runs: once; at a distance; or by a cron expression, in a time zone (IANA, `Europe/Vienna`),
 * with its changes of the clock: a time that does not exist on a day comes right after the gap.
 */
export const whenSchema = z.union([
  z.strictObject({ at: z.int().nonnegative() }),
  z.strictObject({ everyMs, from: z.int().nonnegative().optional() }),
  z.strictObject({ cron: z.string().min(1), timeZone: z.string().min(1).default('UTC') }),
]);

export type When = z.output<typeof whenSchema>;

const cronOf = (cron: string, timeZone: string): Cron => new Cron(cron, { timezone: timeZone, paused: true });

/** What is wrong with a time; `undefined` when nothing is. */
export const whenProblem = (when: When): string | undefined => {
  if (!('cron' in when)) return undefined;
  try {
    return cronOf(when.cron, when.timeZone).nextRun() === null ? `'${when.cron}' never comes` : undefined;
  } catch (thrown) {
    return `'${when.cron}' in ${when.timeZone}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
};

/** The first moment after another one, in milliseconds since the epoch; `undefined`: there is none. */
export const nextAfter = (when: When, after: number): number | undefined => {
  if ('at' in when) return when.at > after ? when.at : undefined;
  if ('everyMs' in when) {
    const from = when.from ?? 0;
    return from > after ? from : from + (Math.floor((after - from) / when.everyMs) + 1) * when.everyMs;
  }
  return cronOf(when.cron, when.timeZone).nextRun(new Date(after))?.getTime();
};
