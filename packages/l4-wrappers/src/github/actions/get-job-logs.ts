import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Gives what a job has logged. The end is what tells why it failed, so that is what is kept of a long log: no more of it
 * is ever in memory, however long it is.
 */
export const getJobLogs = defineOperation({
  name: 'get_job_logs',
  summary: "Give the end of what a workflow's job has logged.",
  effect: 'read',
  input: z.object({
    repo: repository,
    jobId: z.int().positive().describe("The job's number (`id` of get_run_jobs)."),
    maxCharacters: z
      .int()
      .min(1)
      .max(10_000_000)
      .default(100_000)
      .describe('How much to give at most; the beginning is left out.'),
  }),
  output: z.object({
    text: z.string(),
    complete: z.boolean().describe('False when the beginning was left out.'),
    characters: z.int().describe('How long the whole log is.'),
  }),
  tags: (input) => [input.repo],
});

/** Octokit passes on what fetch gave, which its types don't follow; an answer without a body has none. */
const bodyOf = (data: unknown): AsyncIterable<Uint8Array> | readonly Uint8Array[] =>
  typeof data === 'object' && data !== null && Symbol.asyncIterator in data ? (data as AsyncIterable<Uint8Array>) : [];

/** Reads a text to its end, and keeps the last characters of it, or a few more. */
const tailOf = async (body: ReturnType<typeof bodyOf>, maxCharacters: number) => {
  const decoder = new TextDecoder();
  let characters = 0;
  let tail = '';
  const add = (text: string): void => {
    characters += text.length;
    tail += text;
    // Cutting at each piece would copy all of it each time; the one more shows that something was before.
    if (tail.length > 2 * maxCharacters + 65_536) tail = tail.slice(-maxCharacters - 1);
  };
  for await (const bytes of body) add(decoder.decode(bytes, { stream: true }));
  add(decoder.decode());
  return { tail, characters };
};

/** The end of a text, from the beginning of a line where there is one. */
const endOf = (text: string, maxCharacters: number): string => {
  if (text.length <= maxCharacters) return text;
  const end = text.slice(-maxCharacters);
  const line = end.indexOf('\n');
  return line === -1 || line === end.length - 1 ? end : end.slice(line + 1);
};

/** Performs `get_job_logs`. */
export const handleGetJobLogs =
  (github: GitHubClient): Handler<typeof getJobLogs> =>
  ({ repo, jobId, maxCharacters }, ctx) =>
    github.ask(
      ctx,
      `log of job ${jobId} in ${repo}`,
      async ({ signal }) => {
        // A log has no place among what is remembered: it is long, and kept elsewhere.
        const answer = await github.rest.actions.downloadJobLogsForWorkflowRun({
          ...coordinatesOf(repo),
          job_id: jobId,
          request: { signal, parseSuccessResponseBody: false },
        });
        return { ...answer, data: await tailOf(bodyOf(answer.data), maxCharacters) };
      },
      ({ tail, characters }) => {
        const text = endOf(tail, maxCharacters);
        return { text, complete: text.length === characters, characters };
      },
    );
