import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countsOfBarePytest } from './bare-pytest.fixture.ts';
import { PyTestCLIWrapper } from './index.ts';
import { createTestProject, ctx } from './project.fixture.ts';

const python = '/usr/bin/python3';
const packages = '/usr/lib/python3/dist-packages';
const suites = ['bs4/tests', 'networkx/readwrite', 'sympy/parsing/tests'];
const missing = process.env['CI'] !== 'true' && !suites.every((suite) => existsSync(`${packages}/${suite}`));

describe.skipIf(missing)('suites as Debian installs them (needs python3-bs4, python3-networkx, python3-sympy)', () => {
  it.each(suites)("S52: the counts of %s are bare pytest's", { timeout: 180_000 }, async (suite) => {
    using folder = createTestProject({});
    const path = `${packages}/${suite}`;
    const bare = countsOfBarePytest(python, folder.cwd, [path]);
    expect(bare.counts['passed']).toBeGreaterThan(20);
    const pytest = new PyTestCLIWrapper({ python });
    const ours = await pytest.execute({ operation: 'run_tests', cwd: folder.cwd, paths: [path] }, ctx);
    expect(ours).toMatchObject({ success: true, data: { exitCode: bare.exitCode } });
    expect(ours.success && ours.data.counts).toEqual(bare.counts);
  });

  it('S52: and those of a thousand tests', { timeout: 180_000 }, async () => {
    const file = (name: number) =>
      `import pytest\n@pytest.mark.parametrize('n', range(100))\ndef test_${name}(n):\n    if n % 10 == 1: pytest.skip('one')\n    assert n != ${name}\n`;
    using project = createTestProject(
      Object.fromEntries(Array.from({ length: 10 }, (_, name) => [`test_${name}.py`, file(name)])),
    );
    const bare = countsOfBarePytest(python, project.cwd);
    const pytest = new PyTestCLIWrapper({ python });
    const ours = await pytest.execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    expect(ours).toMatchObject({ success: true, data: { total: 1_000, exitCode: 1 } });
    expect(ours.success && ours.data.counts).toEqual(bare.counts);
  });
});
