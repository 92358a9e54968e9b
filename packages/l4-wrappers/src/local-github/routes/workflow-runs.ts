/** How far a job or a step is. */
export type RunStatus = 'queued' | 'in_progress' | 'completed';

/** How a run, a job or a step has ended. */
export type RunConclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out';

/** What becomes of a job. */
export interface JobSeed {
  readonly name: string;
  /** @default that of the run */
  readonly status?: RunStatus;
  /** @default that of the run */
  readonly conclusion?: RunConclusion;
  readonly steps?: readonly { readonly name: string; readonly conclusion: RunConclusion }[];
  readonly log?: string;
}

/** What becomes of a run. */
export interface RunSeed {
  readonly status: RunStatus;
  /** How it has ended; only of one that is completed. @default success */
  readonly conclusion?: RunConclusion;
  /** @default the jobs that its workflow names */
  readonly jobs?: readonly JobSeed[];
}

/** A job of a run. */
export interface Job {
  readonly id: number;
  readonly attempt: number;
  readonly seed: JobSeed;
}

/** A run as it is kept. */
export interface Run {
  readonly id: number;
  readonly workflowId: number;
  readonly number: number;
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly branch: string;
  readonly sha: string;
  readonly event: string;
  readonly actor: object;
  readonly createdAt: string;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly updatedAt: string;
  readonly jobs: readonly Job[];
}

/** All runs, newest first. */
export interface RunBook {
  readonly all: () => readonly Run[];
  readonly get: (id: number) => Run | undefined;
  readonly add: (
    run: Omit<Run, 'id' | 'number' | 'attempt' | 'status' | 'conclusion' | 'jobs'>,
    jobs: readonly string[],
  ) => Run;
  readonly change: (id: number, change: RunSeed & { readonly attempt?: number; readonly at: string }) => Run;
}

/** Makes an empty book. */
export const createRunBook = (): RunBook => {
  const runs = new Map<number, Run>();
  let lastJob = 0;
  const jobsOf = (attempt: number, seeds: readonly JobSeed[]): readonly Job[] =>
    seeds.map((seed) => ({ id: (lastJob += 1), attempt, seed }));
  return {
    all: () => [...runs.values()].toReversed(),
    get: (id) => runs.get(id),
    add: (given, jobs) => {
      const id = runs.size + 1;
      const number = [...runs.values()].filter((it) => it.workflowId === given.workflowId).length + 1;
      const made = jobsOf(
        1,
        jobs.map((name) => ({ name })),
      );
      const run: Run = { ...given, id, number, attempt: 1, status: 'queued', conclusion: null, jobs: made };
      runs.set(id, run);
      return run;
    },
    change: (id, { status, conclusion, jobs, attempt, at }) => {
      const run = runs.get(id);
      if (run === undefined) throw new TypeError(`there is no run ${id}`);
      const changed: Run = {
        ...run,
        attempt: attempt ?? run.attempt,
        status,
        conclusion: status === 'completed' ? (conclusion ?? 'success') : null,
        updatedAt: at,
        jobs:
          jobs === undefined && attempt === undefined
            ? run.jobs
            : jobsOf(attempt ?? run.attempt, jobs ?? run.jobs.map(({ seed: { name } }) => ({ name }))),
      };
      runs.set(id, changed);
      return changed;
    },
  };
};
