import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, Secret, compose, createPolicy } from '@strata/core';
import { anyTool, openEngine } from '@strata/durable';
import { CIPipelineManager, SCMWorkflowManager } from '@strata/l2-managers';
import { GitExpert, GitHubExpert, PyTestExpert } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';

// A process that ships changes durably, or only tests them, or goes on with that, and kills itself at the moment that it
// was told: after a commit, or after something was done outside. What is before one is after the one before. The first
// change is decided as it was told, all others are refused.
const [
  path = '',
  baseUrl = '',
  token = '',
  project = '',
  answers = '',
  moment = '',
  what = '',
  verdict = '',
  count = '',
] = process.argv.slice(2);

let moments = 0;
const pass = (): void => {
  moments += 1;
  if (moments === Number(moment)) process.kill(process.pid, 'SIGKILL');
};
const around: Policy = createPolicy(() => async (_call, proceed) => {
  const answer = await proceed();
  pass();
  return answer;
});
const passing: typeof fetch = async (...given) => {
  const answer = await fetch(...given);
  pass();
  return answer;
};

/** Runs each suite once for all lives together, and repeats its answer: the answers are pytest's own. */
const once: Policy = createPolicy(() => async ({ request }, proceed) => {
  const { cwd } = request as { readonly operation: string; readonly cwd?: string };
  const source = cwd === undefined ? '' : readFileSync(join(cwd, 'calc.py'), 'utf8');
  const file = join(answers, createHash('sha256').update(`${request.operation} ${source}`).digest('hex'));
  // Written below.
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Awaited<ReturnType<typeof proceed>>;
  const answer = await proceed();
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(answer));
  renameSync(`${file}.${process.pid}`, file);
  return answer;
});

const wrapper = new GitHubAPIWrapper({ token: new Secret(token), baseUrl, fetch: passing });
// A GitHub of our own has no quota to save.
const github = new GitHubExpert(wrapper, {
  rateLimit: { write: { minTimeMs: 0, perMinute: 10_000, perHour: 100_000 } },
});
const git = new GitExpert(around(new GitWrapper()));
const pytest = new PyTestExpert(compose(around, once)(new PyTestCLIWrapper()));

const ci = new CIPipelineManager({ git, pytest });
const scm = new SCMWorkflowManager({ github, ci });
const onCommit = (when: 'before' | 'after'): unknown => when === 'after' && pass();
await using engine = openEngine({ path, tools: [anyTool(scm), anyTool(ci)], onCommit });

const start = (index: number, runId: string) => {
  if (what === 'run_ci') return engine.request('ci', { operation: what, path: project }, { runId });
  const change = { repo: 'octo/app', path: project, title: 'Add', branch: `fix/add-${index}`, basedOnTip: false };
  return engine.request('scm', { operation: what, ...change }, { runId });
};

const drive = async (index: number): Promise<unknown> => {
  const runId = `run ${index}`;
  const approved = index === 0 && verdict === 'yes';
  const decideOpen = async (): Promise<void> => {
    const run = await engine.get(runId);
    for (const { at } of run?.gates ?? []) await engine.decide(runId, at, { by: 'ann', approved });
  };
  const over = new AbortController();
  const deciding = (async () => {
    for await (const event of engine.watch({ runId, signal: over.signal }))
      if (event.type === 'status') await decideOpen();
  })();
  const started = await start(index, runId);
  if (!started.success) throw new Error(started.error.message);
  await decideOpen();
  const ended = await engine.result(runId);
  over.abort();
  await deciding;
  return ended.success ? ended.data : ended.error;
};

const ended = await Promise.all(Array.from({ length: Number(count) }, (_, index) => drive(index)));
process.stdout.write(JSON.stringify({ ended, moments }));
