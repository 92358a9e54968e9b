import { anyTool, openEngine } from '../index.ts';
import { flowsOf } from './flows.fixture.ts';
import { createOutsideTool } from './outside-tool.fixture.ts';
import { type Shape, shapes } from './shapes.fixture.ts';

// A process that starts runs, or goes on with them, and kills itself at the moment that it was told. Runs are given as
// their number and the shapes that they have in turn.
const [path = '', url = '', moment = '', count = '', ...which] = process.argv.slice(2);

let moments = 0;
const pass = (): void => {
  moments += 1;
  if (moments === Number(moment)) process.kill(process.pid, 'SIGKILL');
};

const tool = createOutsideTool(url, pass);
await using engine = openEngine({ path, workflows: flowsOf(tool), tools: [anyTool(tool)], onCommit: pass });

/** Starts a run, answers its gates, and gives whether it came to its end. */
const drive = async (runId: string, { name, fails, verdict }: Shape): Promise<boolean> => {
  const over = new AbortController();
  const decideOpen = async (): Promise<void> => {
    const run = await engine.get(runId);
    for (const { at } of run?.gates ?? []) await engine.decide(runId, at, { by: 'ann', approved: verdict === 'yes' });
  };
  const deciding = (async () => {
    for await (const event of engine.watch({ runId, signal: over.signal }))
      if (event.type === 'status') await decideOpen();
  })();
  const started = await engine.start(name, { name: 'a', fails }, { runId });
  if (!started.success) throw new Error(started.error.message);
  await decideOpen();
  const ended = await engine.result(runId);
  over.abort();
  await deciding;
  if (!ended.success) throw new Error(ended.error.message);
  return ended.data.success;
};

const chosen = which.map((index) => shapes[Number(index)] as Shape);
const runs = Array.from({ length: Number(count) }, (_, index) =>
  drive(`run ${index}`, chosen[index % chosen.length] as Shape),
);
const ended = await Promise.all(runs);
process.stdout.write(JSON.stringify({ ended, moments }));
