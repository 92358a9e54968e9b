import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { containing } from '../../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, failure, pytest } from '../project.fixture.ts';
import { findPython } from './python.ts';

describe('an interpreter that cannot run the tests', () => {
  it('says when there is none', async () => {
    const error = await failure({}, {}, new PyTestCLIWrapper({ python: 'strata-no-python' }));
    expect(error).toMatchObject({ kind: 'tool_missing', message: 'there is no Python at strata-no-python' });
  });

  it('says how to install pytest into just that interpreter', async () => {
    using project = createTestProject({});
    // An interpreter without site packages has no pytest, wherever it comes from.
    const python = join(project.cwd, 'python');
    writeFileSync(python, '#!/bin/sh\nexec python3 -S -I "$@"\n');
    chmodSync(python, 0o755);
    const result = await new PyTestCLIWrapper({ python }).execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    expect(result).toMatchObject({
      success: false,
      error: { kind: 'tool_missing', message: `pytest is not installed for ${python}` },
    });
    expect(result).toMatchObject({ error: { hint: containing('pytest') } });
  });

  it('says when the folder is not there', async () => {
    const result = await pytest.execute({ operation: 'run_tests', cwd: '/strata/nowhere' }, ctx);
    expect(result).toMatchObject({
      success: false,
      error: { kind: 'not_found', message: 'there is no folder /strata/nowhere' },
    });
  });
});

describe('findPython', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('takes what a person would expect, the most particular first', async () => {
    using project = createTestProject({ '.venv/bin/python': '', 'active/bin/python': '', 'path/python': '' });
    vi.stubEnv('STRATA_PYTHON', '/chosen/python');
    vi.stubEnv('VIRTUAL_ENV', join(project.cwd, 'active'));
    vi.stubEnv('PATH', join(project.cwd, 'path'));
    expect(await findPython(project.cwd)).toBe('/chosen/python');
    vi.stubEnv('STRATA_PYTHON', '');
    expect(await findPython(project.cwd)).toBe(join(project.cwd, 'active/bin/python'));
    vi.stubEnv('VIRTUAL_ENV', '');
    expect(await findPython(project.cwd)).toBe(join(project.cwd, '.venv/bin/python'));
    expect(await findPython(join(project.cwd, 'path'))).toBe('python');
    mkdirSync(join(project.cwd, 'path/python3'));
    expect(await findPython(join(project.cwd, 'path'))).toBe('python3');
  });
});
