import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  callerOf,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';
import { nowText } from '../front-time.ts';
import { addressOf, counted, createRunRoutes, listRuns } from './runs.ts';
import { workflowShown } from './workflow-answers.ts';
import { type WorkflowFile, workflowsAt } from './workflow-file.ts';
import { type RunBook, type RunSeed, createRunBook } from './workflow-runs.ts';

/** Workflows and their runs. The emulator has routes for them, but nothing that would make a workflow. */
export interface Workflows {
  readonly routes: readonly Route[];
  /** Says how far a run is: nothing runs here by itself. */
  readonly setRun: (id: number, seed: RunSeed) => void;
}

/** What a run is called: an input may stand in it. */
const titleOf = ({ runName, name }: WorkflowFile, inputs: Readonly<Record<string, unknown>>): string =>
  (runName ?? name).replaceAll(/\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}/g, (_whole, key: string) => {
    const value = inputs[key];
    return typeof value === 'string' ? value : '';
  });

interface Found {
  readonly file: WorkflowFile;
  readonly id: number;
}

const dispatch = async (request: FrontRequest, { file, id }: Found, runs: RunBook): Promise<FrontAnswer> => {
  const actor = await callerOf(request);
  const { ref, inputs = {}, return_run_details: withDetails } = request.body;
  if (file.dispatch === undefined) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  // A body of JSON was parsed.
  const given = inputs as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).filter((name) => file.dispatch?.includes(name) === false);
  if (unknown.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const branch = String(ref).replace(/^refs\/(heads|tags)\//, '');
  const path = `${repositoryPath(request)}/commits/${branch.split('/').map(encodeURIComponent).join('/')}`;
  const { status, body } = await request.behind('GET', path);
  if (status !== 200) throw new Refusal(422, `No ref found for: ${branch}`);
  const at = nowText();
  // What the emulator has at this path is a commit.
  const { sha } = body as { readonly sha: string };
  const about = { workflowId: id, path: file.path, name: file.name, title: titleOf(file, given), branch, sha, actor };
  const run = runs.add({ ...about, event: 'workflow_dispatch', createdAt: at, updatedAt: at }, file.jobs);
  if (withDetails !== true) return { status: 204 };
  const url = `${addressOf(request)}/actions/runs/${run.id}`;
  return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url: url } };
};
/** Begins without runs. Its workflows are the files that the default branch has. */
export const createWorkflows = (): Workflows => {
  const begunAt = nowText();
  const ids = new Map<string, number>();
  const runs = createRunBook();
  const idOf = (path: string): number => {
    const id = ids.get(path) ?? ids.size + 1;
    ids.set(path, id);
    return id;
  };
  const workflowsOf = async (request: FrontRequest): Promise<readonly Found[]> => {
    const { default_branch: base } = await found<{ default_branch: string }>(request, repositoryPath(request));
    return (await workflowsAt(request, base)).map((file) => ({ file, id: idOf(file.path) }));
  };
  const workflowOf = async (request: FrontRequest): Promise<Found> => {
    const asked = request.params['workflow'] ?? '';
    const workflow = (await workflowsOf(request)).find(
      ({ file, id }) => String(id) === asked || file.path.endsWith(`/${asked}`) || file.path === asked,
    );
    if (workflow === undefined) throw new Refusal(404, 'Not Found');
    return workflow;
  };
  const listWorkflows = async (request: FrontRequest): Promise<FrontAnswer> => {
    const all = await workflowsOf(request);
    return counted(
      request,
      'workflows',
      all.map(({ file, id }) => workflowShown(file, id, addressOf(request), begunAt)),
    );
  };
  return {
    setRun: (id, seed) => void runs.change(id, { ...seed, at: nowText() }),
    routes: [
      route('GET', '/repos/{owner}/{repo}/actions/workflows', listWorkflows),
      route('GET', '/repos/{owner}/{repo}/actions/workflows/{workflow}', async (request) => {
        const { file, id } = await workflowOf(request);
        return { status: 200, body: workflowShown(file, id, addressOf(request), begunAt) };
      }),
      route('POST', '/repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches', async (request) =>
        dispatch(request, await workflowOf(request), runs),
      ),
      route('GET', '/repos/{owner}/{repo}/actions/workflows/{workflow}/runs', async (request) =>
        listRuns(request, runs, (await workflowOf(request)).id),
      ),
      ...createRunRoutes(runs),
    ],
  };
};
