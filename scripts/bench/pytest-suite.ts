import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, stream } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { type Bench, median } from './row.ts';

const rounds = 25;
const files = 25;
const testsPerFile = 40;

const file = (): string =>
  Array.from(
    { length: testsPerFile },
    (_, test) =>
      `def test_${test}():\n    data = json.loads(json.dumps([{'n': n} for n in range(50)]))\n    assert sum(item['n'] for item in data) == 1225\n`,
  ).join('\n');

const timed = async (work: () => Promise<void>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

const canRun = (python: string): boolean => spawnSync(python, ['-m', 'pytest', '--version']).status === 0;

/** A suite of a thousand small tests through `run_tests`, heard live, beside bare `python -m pytest`, in turns. */
export const pytestSuite: Bench = {
  prefix: 'pytest.',
  async run() {
    const python = ['/usr/bin/python3', 'python3'].find(canRun);
    if (python === undefined) throw new Error('no Python with pytest: run scripts/provision.sh');
    const cwd = mkdtempSync(join(tmpdir(), 'strata-bench-'));
    try {
      for (let index = 0; index < files; index++)
        writeFileSync(join(cwd, `test_${index}.py`), `import json\n\n${file()}`);
      const pytest = new PyTestCLIWrapper({ python });
      const ctx = createContext();
      let firstMs = Number.NaN;
      const ours = async (): Promise<void> => {
        const startedMs = performance.now();
        let told = 0;
        for await (const { part, result } of stream(pytest, { operation: 'run_tests', cwd }, ctx)) {
          if (part?.event === 'finished' && told++ === 0) firstMs = performance.now() - startedMs;
          if (result !== undefined && !(result.success && result.data.passed === files * testsPerFile))
            throw new Error(`not a thousand green tests: ${JSON.stringify(result).slice(0, 500)}`);
        }
        if (told !== files * testsPerFile) throw new Error(`${told} results came`);
      };
      const theirs = async (): Promise<void> => {
        const { status } = spawnSync(python, ['-m', 'pytest'], { cwd });
        if (status !== 0) throw new Error(`bare pytest ended with ${status}`);
      };
      for (const warmUp of [theirs, ours]) await timed(warmUp);
      const pairs: { readonly ours: number; readonly theirs: number; readonly first: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        // Who goes first alternates, so that drift of the machine hits both.
        const first = await timed(round % 2 === 0 ? ours : theirs);
        const second = await timed(round % 2 === 0 ? theirs : ours);
        pairs.push({
          ...(round % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first }),
          first: firstMs,
        });
      }
      return [
        {
          id: 'pytest.suite.1000',
          value: median(pairs.map((pair) => pair.ours)),
          unit: 'ms',
          peer: 'pytest',
          ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
          goal: '≤ 1.03 × pytest',
        },
        {
          id: 'pytest.suite.first',
          value: median(pairs.map((pair) => pair.first)),
          unit: 'ms',
          peer: 'the whole run',
          ratio: median(pairs.map((pair) => pair.first / pair.ours)),
          goal: 'while it runs',
        },
      ];
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  },
};
