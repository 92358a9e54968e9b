import { once } from 'node:events';
import { openEngine } from '../index.ts';
import { flowsIn } from './flows.fixture.ts';

// A process that votes at a gate when it is told to: PATH RUN. It is stopped in the middle of that, in a transaction.
const [path = '', runId = ''] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const rolesOf = (): readonly string[] => {
  say('inside');
  process.kill(process.pid, 'SIGSTOP');
  return [];
};
await using engine = openEngine({ path, workflows: flowsIn('nowhere', 'nobody'), rolesOf, only: [] });
say('ready');
await once(process.stdin, 'data');
const decided = await engine.decide(runId, 'on', { by: 'ann', approved: true });
say(decided.success ? decided.data.verdict : decided.error.message);

process.stdin.destroy();
