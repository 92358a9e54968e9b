import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ReportFailed } from './report-failed.ts';
import { UnexpectedAnswer, parseAnswer } from './unexpected-answer.ts';

/** One line of the engine's report on a pull, push or build ("Create an image", "Build an image" in Docker's API). */
const reportLine = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
  error: z.string().optional(),
  aux: z.object({ ID: z.string().optional(), Digest: z.string().optional(), Size: z.number().optional() }).optional(),
});

/** One line of the report. */
export type ReportLine = z.output<typeof reportLine>;

/** How far a part of a pull or push is. */
export const progressPart = z.object({
  kind: z.literal('progress'),
  status: z.string().describe('What is being done, such as Downloading.'),
  layer: z.string().nullable().describe('The layer that it is done to; null for the whole.'),
  currentBytes: z.number().nullable().describe('How much of it is done; null when it is not counted.'),
  totalBytes: z.number().nullable().describe('How much it is in all; null when it is not known.'),
});

/** What a line says about progress; `undefined` when it does not. */
export const progressOf = ({ status, id, progressDetail }: ReportLine): z.output<typeof progressPart> | undefined =>
  status === undefined
    ? undefined
    : {
        kind: 'progress',
        status,
        layer: id ?? null,
        currentBytes: progressDetail?.current ?? null,
        totalBytes: progressDetail?.total ?? null,
      };

const about = 'how far it is';

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnexpectedAnswer(about, 'a line of it is no JSON');
  }
};

/**
 * Reads a report to its end: the engine says 200 first, and only then whether it worked. Each line is waited for.
 *
 * @throws ReportFailed with the engine's own words when it did not work; UnexpectedAnswer when it is no report.
 */
export const readReport = async (
  report: Readable,
  abortSignal: AbortSignal,
  onLine: (line: ReportLine) => Promise<void> | void,
): Promise<void> => {
  const abort = (): void => void report.destroy(new Error('broken off'));
  abortSignal.addEventListener('abort', abort, { once: true });
  if (abortSignal.aborted) abort();
  const take = async (text: string): Promise<void> => {
    if (text.trim() === '') return;
    const line = parseAnswer(reportLine, jsonOf(text), about);
    if (line.error !== undefined) throw new ReportFailed(line.error);
    await onLine(line);
  };
  try {
    let unread = '';
    report.setEncoding('utf8');
    for await (const text of report as AsyncIterable<string>) {
      const lines = (unread + text).split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) await take(line);
    }
    await take(unread);
  } finally {
    abortSignal.removeEventListener('abort', abort);
  }
};
