import { z } from 'zod';

/** A test that failed, and what became of it when it was run again. */
export const settledTest = z.object({
  id: z.string(),
  verdict: z.enum(['failed', 'flaky']).describe('flaky: it passed when it was run again, with nothing changed'),
  attempts: z.int().describe('How often it was run again'),
  passes: z.int().describe('How often of these it passed'),
});
export type SettledTest = z.output<typeof settledTest>;
