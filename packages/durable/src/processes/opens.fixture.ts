import { once } from 'node:events';
import { StoreUnusable, openEngine } from '../index.ts';

/** What the process says: whether the store opened, and whether it had a run of a name. */
export type Opened =
  | { readonly opened: true; readonly runs: number }
  | { readonly opened: false; readonly problem: string; readonly message: string; readonly hint: string };

// A process that opens a store when it is told to, says what came of it, and closes it when it is told to.
const [path = ''] = process.argv.slice(2);
const say = (said: Opened): void => void process.stdout.write(`${JSON.stringify(said)}\n`);

process.stdout.write('ready\n');
await once(process.stdin, 'data');
try {
  await using engine = openEngine({ path });
  const { runs } = await engine.list();
  say({ opened: true, runs: runs.length });
  await once(process.stdin, 'data');
} catch (thrown) {
  if (!(thrown instanceof StoreUnusable)) throw thrown;
  say({ opened: false, problem: thrown.problem, message: thrown.message, hint: thrown.hint });
}
process.stdin.destroy();
