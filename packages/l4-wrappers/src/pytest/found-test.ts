import { z } from 'zod';
import { parameters } from './test-result.ts';

/** A test that was collected. */
export const foundTest = z.object({
  id: z.string(),
  name: z.string(),
  file: z.string().optional().describe('Relative to the root folder of pytest'),
  line: z.int().optional().describe('Counted from 1'),
  markers: z.array(z.string()),
  parameters: parameters.optional(),
});
export type FoundTest = z.output<typeof foundTest>;
