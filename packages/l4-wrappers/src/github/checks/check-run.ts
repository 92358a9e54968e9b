import { z } from 'zod';
import { commitSha, filePath } from '../repository/git-names.ts';
import { madeBy } from '../pull-requests/pull-request.ts';
import { webAddress } from '../client/web-address.ts';

/** The number by which GitHub knows a check run. */
export const checkRunId = z.int().positive();

/** How far a check run can be said to be. `waiting`, `requested` and `pending` are for GitHub Actions alone. */
export const settableStatus = z.enum(['queued', 'in_progress', 'completed']);

/** How far a check run is. */
export const checkStatus = z.enum([...settableStatus.options, 'waiting', 'requested', 'pending']);

/** How a check run can be said to have ended. `stale` and `startup_failure` are for GitHub alone. */
export const settableConclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
]);

/** How a check run has ended. */
export const checkConclusion = z.enum([...settableConclusion.options, 'stale', 'startup_failure']);

/** A check run as it is shown. */
export const checkRun = z.object({
  id: checkRunId,
  name: z.string(),
  sha: commitSha.describe('The commit that is checked.'),
  status: checkStatus,
  conclusion: checkConclusion.nullable().describe('How it ended; null before it is completed.'),
  title: z.string().nullable(),
  summary: z.string().nullable(),
  text: z.string().nullable(),
  app: z.string().nullable().describe('The slug of the GitHub App that reports it.'),
  url: webAddress.nullable(),
  detailsUrl: z.string().nullable().describe('Where the details are.'),
  startedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
  callId: madeBy,
});

/** A reference to the reporting system, which readers do not see: the place for the mark of a call. */
const markPrefix = 'strata:call ';

/** The call's mark as a check run bears it. */
export const markReference = (callId: string | undefined): { readonly external_id?: string } =>
  callId === undefined ? {} : { external_id: `${markPrefix}${encodeURIComponent(callId)}` };

const callOf = (reference: string | null | undefined): { readonly callId?: string } => {
  if (!reference?.startsWith(markPrefix)) return {};
  try {
    return { callId: decodeURIComponent(reference.slice(markPrefix.length)) };
  } catch {
    // What only looks like a mark is somebody else's reference.
    return {};
  }
};

/** What a check run has to say, as its operations take it. The limits are GitHub's ("REST API endpoints for check runs"). */
export const checkOutput = {
  title: z.string().trim().min(1).optional().describe('The heading of what it has to say; goes with the summary.'),
  summary: z.string().max(65_535).optional().describe('What it has to say, in Markdown; goes with the title.'),
  text: z.string().max(65_535).optional().describe('The details, in Markdown; only with title and summary.'),
};

/** Remarks on lines of files. */
export const annotations = z
  .array(
    z.object({
      path: filePath.describe('The file.'),
      line: z.int().positive().describe('The line, or the first one of several.'),
      endLine: z.int().positive().optional().describe('The last of several lines.'),
      level: z.enum(['notice', 'warning', 'failure']).describe('How bad it is.'),
      message: z.string().trim().min(1).describe('The remark.'),
      title: z.string().max(255).optional().describe('Its heading.'),
    }),
  )
  .max(50)
  .default([])
  .describe('Remarks on lines of files, at most 50; only with title and summary.');

/** Remarks as GitHub's route takes them. */
export const annotationsForGitHub = (given: z.output<typeof annotations>) =>
  given.map(({ path, line, endLine, level, message, title }) => ({
    path,
    start_line: line,
    end_line: endLine ?? line,
    annotation_level: level,
    message,
    ...(title === undefined ? {} : { title }),
  }));

/** What the fields of a check run have to obey together. */
export const checkTogether = (
  given: {
    readonly status?: string | undefined;
    readonly conclusion?: string | undefined;
    readonly title?: string | undefined;
    readonly summary?: string | undefined;
    readonly text?: string | undefined;
    readonly annotations?: readonly unknown[];
  },
  refinement: z.RefinementCtx,
): void => {
  const object = (path: string, message: string): void =>
    refinement.addIssue({ code: 'custom', path: [path], message });
  if (given.status === 'completed' && given.conclusion === undefined)
    object('conclusion', 'a completed check run needs a conclusion');
  if (given.conclusion !== undefined && given.status !== undefined && given.status !== 'completed')
    object('status', 'only a completed check run has a conclusion');
  if ((given.title === undefined) !== (given.summary === undefined))
    object(given.title === undefined ? 'title' : 'summary', 'title and summary go together');
  if (given.title === undefined && given.text !== undefined) object('text', 'goes only with title and summary');
  if (given.title === undefined && (given.annotations ?? []).length > 0)
    object('annotations', 'go only with title and summary');
};

/** What GitHub answers about a check run, as far as it is read here. */
interface GitHubCheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  readonly app: { readonly slug?: string | undefined } | null;
  readonly html_url: string | null;
  readonly details_url: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly external_id: string | null;
}

/** Reads a check run out of GitHub's answer. */
export const readCheckRun = (run: GitHubCheckRun): z.input<typeof checkRun> => ({
  id: run.id,
  name: run.name,
  sha: run.head_sha,
  // The output's schema holds these to what there is.
  status: run.status as z.input<typeof checkStatus>,
  conclusion: run.conclusion as z.input<typeof checkConclusion> | null,
  title: run.output.title,
  summary: run.output.summary,
  text: run.output.text,
  app: run.app?.slug ?? null,
  url: run.html_url,
  detailsUrl: run.details_url,
  startedAt: run.started_at,
  completedAt: run.completed_at,
  ...callOf(run.external_id),
});
