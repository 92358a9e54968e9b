import { createInterface } from 'node:readline';
import { type EngineOptions, StoreUnusable, openEngine } from '../index.ts';
import { type FlowsIn, flowsIn } from './flows.fixture.ts';

// A process that drives the runs of a store: PATH URL WHO AT-ONCE WORKFLOW… It says when it is ready and what goes
// wrong, and starts runs when it is told their names.
const [path = '', url = '', who = '', atOnce = '', ...names] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const problemOf = (reason: unknown): string => (reason instanceof StoreUnusable ? reason.problem : String(reason));

const all = flowsIn(url, who);
// The names of workflows are what the tests give.
const workflows = Object.fromEntries(names.map((name) => [name, all[name as keyof FlowsIn]]));
const options: EngineOptions<typeof workflows> = {
  path,
  workflows,
  atOnce: Number(atOnce),
  onBug: (reason) => say(`bug: ${problemOf(reason)}`),
};
await using engine = openEngine(options);
say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [what = '', workflow = '', name = ''] = line.split(' ');
  if (what === 'close') break;
  try {
    const started = await engine.start(workflow, { name }, { runId: name });
    say(started.success ? `started ${name}` : started.error.message);
  } catch (reason) {
    say(`refused: ${problemOf(reason)}`);
  }
}

// Nothing else keeps it: what is left open outside is let go of, too.
process.stdin.destroy();
