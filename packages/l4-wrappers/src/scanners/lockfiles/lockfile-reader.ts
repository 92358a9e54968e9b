import type { LockfileReader } from './locked-package.ts';
import { readNpmLockfile } from './npm-lockfile.ts';
import { readPnpmLockfile } from './pnpm-lockfile.ts';
import { readRequirements } from './requirements-file.ts';
import { readCargoLockfile, readPythonLockfile } from './toml-lockfile.ts';

const readers: Readonly<Record<string, LockfileReader>> = {
  'package-lock.json': readNpmLockfile,
  'npm-shrinkwrap.json': readNpmLockfile,
  'pnpm-lock.yaml': readPnpmLockfile,
  'poetry.lock': readPythonLockfile,
  'uv.lock': readPythonLockfile,
  'pdm.lock': readPythonLockfile,
  'Cargo.lock': readCargoLockfile,
};

/** The names of lockfiles that are understood, for people. */
export const knownLockfiles = `${Object.keys(readers).join(', ')}, requirements*.txt`;

/** What reads the file of this name; `undefined` when it is no lockfile that is understood. */
export const lockfileReader = (path: string): LockfileReader | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^requirements[\w.-]*\.txt$/.test(name)) return readRequirements;
  return Object.hasOwn(readers, name) ? readers[name] : undefined;
};
