import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LoopbackGitHub, startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { type Workshop, mended, redProject } from '../project.fixture.ts';

/** Whether a sweep goes to every moment, as `pnpm sweep` does; otherwise it takes a sample. */
export const isWhole = process.env['STRATA_SWEEP'] === 'all';

/** What is killed: the shipping of some changes at once, or the testing of one. */
export interface Job {
  readonly what: 'ship_change' | 'run_ci';
  /** How the first change is decided; others are refused. */
  readonly verdict: 'yes' | 'no';
  readonly count: number;
}

interface Life {
  readonly isKilled: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly store: string;
  readonly github: LoopbackGitHub;
  readonly project: string;
  /** Where scratch copies are made. */
  readonly scratch: string;
  /** Where pytest's answers are kept for all lives of all runs. */
  readonly answers: string;
}

/** One life of a job, which ends at a moment, or with the job. */
const live = (place: Place, { what, verdict, count }: Job, moment: number): Promise<Life> =>
  new Promise((resolve, reject) => {
    const { store, github, project, scratch, answers } = place;
    const child = join(import.meta.dirname, 'ship-child.fixture.ts');
    const flags = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning'];
    const where = [store, github.env['GITHUB_API_URL'] ?? '', github.token, project, answers];
    const given = [...flags, child, ...where, String(moment), what, verdict, String(count)];
    const env = { ...process.env, TMPDIR: scratch };
    execFile(process.execPath, given, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && error.signal !== 'SIGKILL') reject(new Error(`at ${moment}: ${stderr}`, { cause: error }));
      else resolve({ isKilled: error !== null, stdout, stderr });
    });
  });

/** What a job printed at its end. */
interface Printed {
  readonly ended: readonly unknown[];
  readonly moments: number;
}

/** What the world has to look like afterwards, seen from outside. */
const expectWorld = async (
  { github, scratch }: Place,
  { what, verdict, count }: Job,
  moment: number,
): Promise<void> => {
  const changes = what === 'ship_change' ? count : 0;
  const isMerged = changes > 0 && verdict === 'yes';
  const pulls = await github.ask<readonly { readonly state: string; readonly merged_at: string | null }[]>(
    '/pulls?state=all&per_page=100',
  );
  const { comments, openPullRequests, branches } = await github.snapshot();
  const merged = pulls.filter((pull) => pull.merged_at !== null).length;
  // One pull request for each change, one comment on the one that was merged, and nothing twice.
  expect({ moment, pulls: pulls.length, merged, comments, openPullRequests, branches: Object.keys(branches) }).toEqual({
    moment,
    pulls: changes,
    merged: isMerged ? 1 : 0,
    comments: isMerged ? 1 : 0,
    openPullRequests: [],
    branches: ['main'],
  });
  // No scratch copy is left over either. A file that git was just reading when it was killed is the system's to clear away.
  const left = await readdir(scratch);
  expect({ moment, left: left.filter((name) => name.startsWith('strata-scratch-')) }).toEqual({ moment, left: [] });
};

/** Kills a job at a moment, lets another process go on with it, and looks at what is there then. */
export const crashAt = async (
  workshop: Workshop,
  answers: string,
  job: Job,
  moment: number,
): Promise<{ readonly isKilled: boolean; readonly moments: number }> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-ship-'));
  const scratch = await mkdtemp(join(tmpdir(), 'strata-scratch-'));
  const project = workshop.workingCopy(redProject, mended);
  const github = await startLoopbackGitHub(redProject, 'f'.repeat(40));
  try {
    const before = await github.snapshot();
    const place = { store: join(folder, 'runs.db'), github, project, scratch, answers };
    const first = await live(place, job, moment);
    const last = first.isKilled ? await live(place, job, 0) : first;
    expect({ moment, stderr: last.stderr }).toEqual({ moment, stderr: '' });
    const { ended, moments } = JSON.parse(last.stdout) as Printed;
    const refused = { success: false, error: { cause: { kind: 'rejected' } } };
    const outcomes = ended.map((_, index) =>
      job.what === 'run_ci' || (index === 0 && job.verdict === 'yes') ? { success: true } : refused,
    );
    expect({ moment, ended }).toMatchObject({ moment, ended: outcomes });
    await expectWorld(place, job, moment);
    if (job.verdict === 'no') expect({ moment, after: await github.snapshot() }).toEqual({ moment, after: before });
    return { isKilled: first.isKilled, moments };
  } finally {
    await github[Symbol.asyncDispose]();
    await Promise.all([folder, scratch].map((path) => rm(path, { recursive: true, force: true })));
  }
};
