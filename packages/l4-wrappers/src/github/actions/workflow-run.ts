import { z } from 'zod';
import { webAddress } from '../client/web-address.ts';

/** The number by which GitHub knows a workflow's run. */
export const runId = z.int().positive().describe("The run's number (`id` of list_workflow_runs).");

/** A run of a workflow as it is shown. GitHub keeps adding words to status and conclusion, so they are texts. */
export const workflowRun = z.object({
  id: runId,
  name: z.string().describe("The workflow's name."),
  title: z.string().describe('What the run is called.'),
  workflow: z.string().describe("The workflow's file."),
  event: z.string().describe('What started it: `push`, `workflow_dispatch`.'),
  branch: z.string().nullable(),
  sha: z.string(),
  status: z.string().describe('`queued`, `in_progress`, `completed`.'),
  conclusion: z.string().nullable().describe('Of one that is completed: `success`, `failure`, `cancelled`.'),
  attempt: z.int().describe('How often it was started.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  url: webAddress,
});

/** What GitHub answers about a run, as far as it is read here. */
interface GitHubRun {
  readonly id: number;
  readonly name?: string | null | undefined;
  readonly display_title: string;
  readonly path: string;
  readonly event: string;
  readonly head_branch: string | null;
  readonly head_sha: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly run_attempt?: number | undefined;
  readonly created_at: string;
  readonly updated_at: string;
  readonly html_url: string;
}

/** Reads a run out of GitHub's answer. */
export const readRun = (answer: GitHubRun): z.input<typeof workflowRun> => ({
  id: answer.id,
  name: answer.name ?? '',
  title: answer.display_title,
  // A workflow of another repository has the branch behind it.
  workflow: answer.path.replace(/@.*$/, ''),
  event: answer.event,
  branch: answer.head_branch,
  sha: answer.head_sha,
  status: answer.status ?? 'queued',
  conclusion: answer.conclusion,
  attempt: answer.run_attempt ?? 1,
  createdAt: answer.created_at,
  updatedAt: answer.updated_at,
  url: answer.html_url,
});

/** Whether a run has ended: it does nothing any more, until it is started again. */
export const hasEnded = ({ status }: { readonly status: string }): boolean => status === 'completed';
