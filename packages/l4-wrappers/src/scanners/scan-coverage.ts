import { z } from 'zod';

/** Why something that should have been looked at was not. */
const gapReason = z.enum(['too_large', 'unreadable', 'not_parsed', 'not_covered', 'not_pinned']);

/** What could not be looked at. */
export const gap = z.object({
  path: z.string().describe('Relative to the scanned folder; U+FFFD stands for what is no UTF-8'),
  reason: gapReason,
  message: z.string().optional(),
});

export type Gap = z.output<typeof gap>;

/** What is left out on purpose, in numbers. */
export const leftOut = z.object({
  ignored: z.int().describe('Folders and files whose name says not to look'),
  binary: z.int().describe('Files that are not text'),
  links: z.int().describe('Symbolic links, which are not followed'),
  special: z.int().describe('Sockets, pipes and devices'),
});

/** How many gaps an answer lists; all are counted. */
const maxListedGaps = 1000;

/** Keeps account of what a scan looked at, and of what it did not. */
export class ScanCoverage {
  scanned = 0;
  gapCount = 0;
  readonly leftOut: z.output<typeof leftOut> = { ignored: 0, binary: 0, links: 0, special: 0 };
  readonly #gaps: Gap[] = [];

  /** Remembers that something could not be looked at. */
  miss(path: string, reason: Gap['reason'], message?: string): void {
    this.gapCount += 1;
    if (this.#gaps.length >= maxListedGaps) return;
    this.#gaps.push({ path, reason, ...(message === undefined ? {} : { message }) });
  }

  /** The first of the gaps. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }
}
