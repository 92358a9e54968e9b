import { type Tool, type WorkflowContext, defineCatalog, defineOperation } from '@strata/core';
import { z } from 'zod';

const repo = z.string();
const pull = z.object({ number: z.int(), state: z.enum(['open', 'closed', 'merged']), head: z.string() });

export const listPrs = defineOperation({
  name: 'list_prs',
  summary: 'List pull requests.',
  effect: 'read',
  input: z.object({ repo }),
  output: z.object({ items: z.array(pull) }),
});

export const closePr = defineOperation({
  name: 'close_pr',
  summary: 'Close a pull request.',
  effect: 'write',
  idempotent: true,
  irreversible: 'it can be reopened by hand',
  input: z.object({ repo, number: z.int() }),
  output: z.object({}),
});

export const createPr = defineOperation({
  name: 'create_pr',
  summary: 'Open a pull request.',
  effect: 'write',
  input: z.object({
    repo,
    title: z.string().min(1),
    head: z.string(),
    draft: z.boolean().default(false),
    labels: z.array(z.string()).default([]),
  }),
  output: z.object({ number: z.int(), url: z.string() }),
  undo: { operation: 'close_pr', request: (input, output) => ({ repo: input.repo, number: output.number }) },
  locate: {
    using: listPrs,
    request: (input) => ({ repo: input.repo }),
    pick: (found, input) => {
      const open = found.items.find((it) => it.head === input.head && it.state === 'open');
      return open && { number: open.number, url: '' };
    },
  },
});

/** Writes, and nothing undoes it. */
export const sendMail = defineOperation({
  name: 'send_mail',
  summary: 'Send a mail.',
  effect: 'write',
  input: z.object({ to: z.string() }),
  output: z.object({ id: z.string() }),
});

const operations = { list_prs: listPrs, close_pr: closePr, create_pr: createPr, send_mail: sendMail };
export const githubCatalog = defineCatalog('github', operations);
export interface GitHubOperations extends Readonly<typeof operations> {}
export declare const github: Tool<GitHubOperations>;
export declare const ctx: WorkflowContext;

export interface Change {
  readonly repo: string;
  readonly title: string;
}
