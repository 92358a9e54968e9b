import { PyTestCLIWrapper } from './src/pytest/index.ts';
import { createContext, stream } from '@strata/core';
import { execFileSync } from 'node:child_process';
const python = process.argv[2]!;
const rounds = Number(process.argv[3] ?? 7);
const w = new PyTestCLIWrapper({ python });
const cwd = '/tmp/pt/suite';
const time = async (f: () => unknown) => {
  const s = performance.now();
  await f();
  return performance.now() - s;
};
const bare = () => execFileSync(python, ['-m', 'pytest', '-q'], { cwd, stdio: 'ignore' });
let first = 0,
  done = 0;
const ours = async () => {
  const s = performance.now();
  first = 0;
  for await (const t of stream(w, { operation: 'run_tests', cwd }, createContext())) {
    if (t.part) {
      first ||= performance.now() - s;
      done = t.part.done;
    } else if (!t.result.success) console.log(t.result);
    else console.log(t.result.data.counts);
  }
};
const quiet = async () => {
  await w.execute({ operation: 'run_tests', cwd }, createContext());
};
bare();
await ours();
const b: number[] = [],
  o: number[] = [],
  q: number[] = [];
for (let i = 0; i < rounds; i++) {
  b.push(await time(bare));
  q.push(await time(quiet));
  o.push(await time(ours));
}
const med = (v: number[]) => v.toSorted((x, y) => x - y)[v.length >> 1]!;
console.log({
  bare: med(b),
  quiet: med(q),
  ours: med(o),
  first,
  done,
  ratio: med(o) / med(b),
  ratioQ: med(q) / med(b),
});
