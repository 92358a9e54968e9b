import { z } from 'zod';

const branches = z.object({ covered: z.int(), total: z.int() });

/** How much of the code the tests ran. */
export const coverage = z.object({
  percent: z.number().min(0).max(100).describe('Covered lines (and branches, where measured) of all, in percent'),
  coveredLines: z.int(),
  missingLines: z.int(),
  branches: branches.optional().describe('Where branches were measured'),
  files: z.array(
    z.object({
      path: z.string(),
      percent: z.number(),
      coveredLines: z.int(),
      missingLines: z.array(z.int()).describe('The numbers of the lines that no test ran'),
      branches: branches.optional(),
      missingBranches: z
        .array(z.object({ from: z.int(), to: z.int() }))
        .optional()
        .describe('Lines between which no test went; a negative number is the way out of that function'),
      tests: z.array(z.string()).optional().describe('Which tests ran any of it, where contexts were measured'),
      sharedLines: z
        .array(z.int())
        .optional()
        .describe(
          'The lines that ran outside of tests (at import) or while one was set up: others may share what they did',
        ),
    }),
  ),
});
export type Coverage = z.output<typeof coverage>;
