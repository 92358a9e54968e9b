import { z } from 'zod';
import { checkContent, contentEncoding } from './file-content.ts';
import { filePath } from './git-names.ts';

const writtenFile = z
  .object({
    path: filePath.describe("The file's path in the repository."),
    content: z.string().describe("The file's whole content."),
    encoding: contentEncoding
      .default('utf-8')
      .describe('How `content` is written down: as text, or as Base64 of bytes.'),
    executable: z.boolean().optional().describe('Whether the file may be run; false when left out.'),
    symbolicLink: z.boolean().optional().describe('Whether it is a symbolic link; `content` is then where it leads.'),
  })
  .superRefine(checkContent);

const deletedFile = z.object({
  path: filePath.describe("The file's path in the repository."),
  deleted: z.literal(true),
});

/** One file of a commit: its new content, or that it goes away. */
export const fileChange = z.union([deletedFile, writtenFile]);

/** One file of a commit. */
export type FileChange = z.output<typeof fileChange>;
