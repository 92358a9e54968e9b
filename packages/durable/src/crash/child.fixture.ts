import { anyTool, openEngine } from '../index.ts';
import { type FlowName, flowsOf } from './flows.fixture.ts';
import { createOutsideTool } from './outside-tool.fixture.ts';

// A process that starts a run, or goes on with it, and kills itself at the moment that it was told.
const [path = '', url = '', name = '', fails = '', verdict = '', moment = ''] = process.argv.slice(2);

let moments = 0;
const pass = (): void => {
  moments += 1;
  if (moments === Number(moment)) process.kill(process.pid, 'SIGKILL');
};

const tool = createOutsideTool(url, pass);
await using engine = openEngine({ path, workflows: flowsOf(tool), tools: [anyTool(tool)], onCommit: pass });
const runId = 'the run';
const started = await engine.start(name as FlowName, { name: 'a', fails: fails === 'fails' }, { runId });
if (!started.success) throw new Error(started.error.message);
const decideOpen = async (): Promise<void> => {
  const run = await engine.get(runId);
  for (const { at } of run?.gates ?? []) await engine.decide(runId, at, { by: 'ann', approved: verdict === 'yes' });
};
const over = new AbortController();
const deciding = (async () => {
  for await (const event of engine.watch({ runId, signal: over.signal }))
    if (event.type === 'status') await decideOpen();
})();
await decideOpen();
const ended = await engine.result(runId);
over.abort();
await deciding;
process.stdout.write(JSON.stringify(ended.success ? ended.data : ended.error));
