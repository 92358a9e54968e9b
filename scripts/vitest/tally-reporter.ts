import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { type TestRecord, objections, tallyOf, tallyPath } from './tally.ts';

const recordsOf = (module: TestModule, root: string): readonly TestRecord[] =>
  Array.from(module.children.allTests(), (test) => {
    const { state } = test.result();
    // A test that never started because the run was cut short has not passed.
    return {
      name: test.fullName,
      file: relative(root, module.moduleId),
      state: state === 'pending' ? 'failed' : state,
    };
  });

const isBroken = (module: TestModule): boolean =>
  module.state() === 'failed' && Array.from(module.children.allTests('failed')).length === 0;

/** Names what was skipped, fails a run that skipped in CI or ran nothing, and keeps the numbers of a whole run. */
export class TallyReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): Promise<void> {
    const vitest = this.#vitest;
    if (!vitest) return;
    const root = vitest.config.root;
    const tests = modules.flatMap((module) => recordsOf(module, root));
    const broken = modules.filter(isBroken).length + unhandledErrors.length;
    const tally = tallyOf(tests, broken, new Date(Date.now()).toISOString());

    for (const test of tests) if (test.state === 'skipped') vitest.logger.log(`  skipped: ${test.name} (${test.file})`);
    // A name pattern counts all other tests as skipped: that is what was asked for.
    const isFiltered = vitest.config.testNamePattern !== undefined;
    for (const objection of objections(tally, Boolean(process.env['CI']) && !isFiltered)) {
      vitest.logger.error(objection);
      process.exitCode = 1;
    }
    if (isFiltered) return;
    if (!(await isWhole(vitest, modules))) return;
    const path = resolve(root, tallyPath);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(tally, undefined, 2)}\n`);
  }
}

/** Whether every test file ran: a run of one package must not pass for the proof of all. */
const isWhole = async (vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> => {
  if (vitest.config.project.length > 0) return false;
  const all = await vitest.globTestSpecifications();
  const ran = new Set(modules.map((module) => module.moduleId));
  return all.every((specification) => ran.has(specification.moduleId));
};
