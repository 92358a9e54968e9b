import { dirname, join, resolve } from 'node:path';
import { systemClock } from '@strata/core';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { namedRun, shortId } from './named-run.ts';
import { writeDocument } from './written-document.ts';
import { runPage } from './run-page.ts';
import { type RunsOptions, atRuns } from './runs-desk.ts';
import { timelineOf } from './timeline.ts';
import { runText } from './timeline-text.ts';

/** What `runs show` takes on the command line. */
export interface ShowRunOptions extends RunsOptions {
  readonly html?: string | boolean;
}

/** `strata runs show`: one run as a timeline, as JSON, or as a page of its own. */
export const showRun = (name: string, options: ShowRunOptions, io: CommandIo): Promise<CommandEnd> =>
  atRuns(options, io, async ({ engine, path: store, stdout, stderr, colours }) => {
    const run = await namedRun(engine, name);
    const now = systemClock.now();
    if (options.html !== undefined) {
      // Redacted as everything that leaves the store.
      const exported = await engine.export(run.id);
      if (!exported.success) return { refused: exported.error };
      const path =
        options.html === true ? join(dirname(store), `run-${shortId(run.id)}.html`) : resolve(String(options.html));
      await writeDocument('--html', path, runPage(exported.data, now));
      if (options.json === true) stdout.writeJson({ page: path });
      else stderr.write(`Written to ${path}\n`);
      return {};
    }
    const history = (await engine.history(run.id)) ?? [];
    if (options.json === true) stdout.writeJson({ ...run, history });
    else {
      const columns = stdout.isTTY ? stdout.columns : 100;
      stdout.write(runText(run, timelineOf(history, run.createdAt), { now, columns, colours, store }));
    }
    return {};
  });
