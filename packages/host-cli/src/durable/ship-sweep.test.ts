import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoopbackGitHub, startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';

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

/** One life of the run, which ends at a moment, or with the run. */
const live = ({ store, github, project, scratch, answers }: Place, verdict: string, moment: number): Promise<Life> =>
  new Promise((resolve, reject) => {
    const child = join(import.meta.dirname, 'ship-child.fixture.ts');
    const flags = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning'];
    const given = [store, github.env['GITHUB_API_URL'] ?? '', github.token, project, verdict, answers, String(moment)];
    const env = { ...process.env, TMPDIR: scratch };
    execFile(process.execPath, [...flags, child, ...given], { env }, (error, stdout, stderr) => {
      if (error !== null && error.signal !== 'SIGKILL') reject(new Error(`at ${moment}: ${stderr}`, { cause: error }));
      else resolve({ isKilled: error !== null, stdout, stderr });
    });
  });

/** Kills the main job at a moment, lets another process go on with it, and looks at what is there then. */
const crashAt = async (
  workshop: Workshop,
  answers: string,
  verdict: 'yes' | 'no',
  moment: number,
): Promise<boolean> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-ship-'));
  const scratch = await mkdtemp(join(tmpdir(), 'strata-scratch-'));
  const project = workshop.workingCopy(redProject, mended);
  const github = await startLoopbackGitHub(redProject, 'f'.repeat(40));
  try {
    const before = await github.snapshot();
    const place = { store: join(folder, 'runs.db'), github, project, scratch, answers };
    const first = await live(place, verdict, moment);
    const last = first.isKilled ? await live(place, verdict, 0) : first;
    expect({ moment, stderr: last.stderr }).toEqual({ moment, stderr: '' });
    expect({ moment, ended: JSON.parse(last.stdout) as unknown }, last.stdout).toMatchObject({
      moment,
      ended: verdict === 'yes' ? { success: true } : { success: false, error: { cause: { kind: 'rejected' } } },
    });
    const pulls =
      await github.ask<readonly { readonly state: string; readonly merged_at: string | null }[]>('/pulls?state=all');
    const after = await github.snapshot();
    // One pull request, one comment on it, and nothing twice.
    expect({ moment, pulls: pulls.length, comments: after.comments }).toEqual({
      moment,
      pulls: 1,
      comments: verdict === 'yes' ? 1 : 0,
    });
    expect({ moment, open: after.openPullRequests }).toEqual({ moment, open: [] });
    expect(Object.keys(after.branches)).toEqual(['main']);
    if (verdict === 'no') expect({ moment, after }).toEqual({ moment, after: before });
    else expect(pulls[0]?.merged_at).toBeTypeOf('string');
    // No scratch copy is left over either.
    const left = await readdir(scratch);
    expect({ moment, left: left.filter((name) => name.startsWith('strata')) }).toEqual({ moment, left: [] });
    return first.isKilled;
  } finally {
    await github[Symbol.asyncDispose]();
    await Promise.all([folder, scratch].map((path) => rm(path, { recursive: true, force: true })));
  }
};

/** How many runs are killed at the same time: they wait more than they work. */
const lanes = 4;

describe.skipIf(pytestMissing)(`shipping a change, killed at every moment${whyPytest}`, () => {
  test.for(['yes', 'no'] as const)(
    'S88, F16, P8: the change is merged once, or all of it is taken back (decided: %s)',
    { timeout: 1_800_000 },
    async (verdict) => {
      using workshop = new Workshop();
      const answers = workshop.folder({});
      let next = 1;
      let killed = 0;
      let isOver = false;
      const lane = async (): Promise<void> => {
        while (!isOver) {
          if (await crashAt(workshop, answers, verdict, next++)) killed += 1;
          else isOver = true;
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      expect(killed).toBeGreaterThan(40);
    },
  );
});
