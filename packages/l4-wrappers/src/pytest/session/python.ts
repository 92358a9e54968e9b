import { access } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * The interpreter that a person in this folder would expect: STRATA_PYTHON, the active virtual environment,
 * the folder's own `.venv`, then `python3` and `python` of the PATH.
 */
export const findPython = async (cwd: string): Promise<string> => {
  const { STRATA_PYTHON: chosen, VIRTUAL_ENV: active, PATH: path = '' } = process.env;
  if (chosen !== undefined && chosen !== '') return chosen;
  const environments = [...(active === undefined || active === '' ? [] : [active]), join(cwd, '.venv')];
  for (const environment of environments) {
    const python = join(environment, 'bin', 'python');
    if (await exists(python)) return python;
  }
  for (const name of ['python3', 'python'])
    for (const folder of path.split(delimiter)) if (await exists(join(folder, name))) return name;
  return 'python3';
};

/** Lets what the tests start find the programs that are installed beside their interpreter. */
export const pathBeside = (python: string): Readonly<Record<string, string>> =>
  isAbsolute(python) ? { PATH: [dirname(python), process.env['PATH'] ?? ''].join(delimiter) } : {};
