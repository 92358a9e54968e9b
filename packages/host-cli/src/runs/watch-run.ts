import { type HistoryEntry, type RunDetails, endedStatuses } from '@strata/durable';
import { sleepFor, systemClock } from '@strata/core';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { watchInterrupts } from '../interrupt.ts';
import { watchReaders } from '../ops/gone-reader.ts';
import { durationText } from '../progress/duration-text.ts';
import { oneLine } from '../progress/text-width.ts';
import { namedRun } from './named-run.ts';
import { type RunsDesk, type RunsOptions, atRuns } from './runs-desk.ts';
import { needText, statusText } from './status-text.ts';
import { timelineOf } from './timeline.ts';

/** How often the store is looked at, in milliseconds: the run may be driven by any process. */
const lookMs = 200;

const timeText = (ms: number): string => durationText(ms).padStart(10);

/** What there is to say of one entry, as a line: its place, and how that stands with it. */
const lineOf = (entry: HistoryEntry, createdAt: number): string | undefined => {
  const [item] = timelineOf([entry], createdAt);
  if (item === undefined) return undefined;
  const note = oneLine(item.note ?? '');
  return `${timeText(entry.time - createdAt)}  ${item.at}: ${item.state}${note === '' ? '' : `: ${note}`}`;
};

/** Tells what is new about a run each time that it is looked at. */
class Teller {
  readonly #desk: Pick<RunsDesk, 'stdout' | 'colours'>;
  readonly #isJson: boolean;
  #entries = 0;
  #status = '';

  constructor(desk: Pick<RunsDesk, 'stdout' | 'colours'>, isJson: boolean) {
    this.#desk = desk;
    this.#isJson = isJson;
  }

  tell(run: RunDetails, history: readonly HistoryEntry[]): void {
    for (const entry of history.slice(this.#entries)) this.#tellEntry(entry, run.createdAt);
    this.#entries = history.length;
    const status = `${run.status} ${needText(run)}`;
    if (status !== this.#status) this.#tellStatus(run);
    this.#status = status;
  }

  #tellEntry(entry: HistoryEntry, createdAt: number): void {
    const { stdout } = this.#desk;
    const line = lineOf(entry, createdAt);
    if (this.#isJson) stdout.writeJsonLine({ type: 'entry', ...entry });
    else if (line !== undefined) stdout.write(`${line}\n`);
  }

  #tellStatus(run: RunDetails): void {
    const { id, status, createdAt, updatedAt } = run;
    const { stdout, colours } = this.#desk;
    if (this.#isJson) return stdout.writeJsonLine({ type: 'status', runId: id, status, time: updatedAt });
    const need = oneLine(needText(run));
    const text = `${statusText(status, colours)}${need === '' ? '' : `: ${need}`}`;
    stdout.write(`${timeText(updatedAt - createdAt)}  ${text}\n`);
  }
}

/** `strata runs watch`: what a run does, as it does it, until it has ended. */
export const watchRun = async (name: string, options: RunsOptions, io: CommandIo): Promise<CommandEnd> => {
  using interruption = watchInterrupts(() => {});
  using readers = watchReaders(io);
  const over = AbortSignal.any([interruption.signal, readers.signal]);
  return await atRuns(options, io, async (desk) => {
    const { engine } = desk;
    const { id } = await namedRun(engine, name);
    const teller = new Teller(desk, options.json === true);
    for (;;) {
      const run = await engine.get(id);
      if (run === undefined) return {};
      teller.tell(run, (await engine.history(id)) ?? []);
      if (endedStatuses.some((status) => status === run.status)) return {};
      if (!(await sleepFor(systemClock, lookMs, over))) return {};
    }
  });
};
