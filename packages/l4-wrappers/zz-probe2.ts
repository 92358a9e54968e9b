import { createProcessRunner } from './src/process/index.ts';
import { PyTestCLIWrapper } from './src/pytest/index.ts';
import { createContext } from '@strata/core';
import { execFileSync, spawnSync } from 'node:child_process';
const cwd = '/tmp/pt/suite';
const python = '/usr/bin/python3';
const med = (v: number[]) => v.toSorted((x, y) => x - y);
const time = async (f: () => unknown) => {
  const s = performance.now();
  await f();
  return performance.now() - s;
};
const r = createProcessRunner();
const ctx = createContext();
const w = new PyTestCLIWrapper({ python });
const T: Record<string, () => unknown> = {
  sync: () => spawnSync(python, ['-c', 'pass'], { cwd }),
  runner: () => r.run({ file: python, args: ['-c', 'pass'], cwd, timeoutMs: 10000 }, ctx),
  barePytest: () => spawnSync(python, ['-m', 'pytest'], { cwd }),
  runnerPytest: () => r.run({ file: python, args: ['-m', 'pytest'], cwd, timeoutMs: 100000 }, ctx),
  wrapper: () => w.execute({ operation: 'run_tests', cwd }, ctx),
};
const R: Record<string, number[]> = {};
for (let i = 0; i < 9; i++) for (const k in T) (R[k] ??= []).push(await time(T[k]!));
for (const k in R)
  console.log(
    k,
    med(R[k]!)
      .map((x) => x.toFixed(0))
      .join(' '),
  );
