import { readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Files that pytest reads in the folders above the tests (its docs: "Initialization: determining rootdir and configfile"). */
const configurations = ['pytest.toml', '.pytest.toml', 'pytest.ini', '.pytest.ini'];
/** The same, when pytest has a section of its own in them. */
const sharedConfigurations = ['pyproject.toml', 'tox.ini', 'setup.cfg'];
/** Files beside which there are modules that tests can import, or that say where the root is. */
const landmarks = ['conftest.py', 'setup.py', '__init__.py'];

/** What says something about the tests though nobody named it. */
export interface ConfiguredPlaces {
  /** Files above the tests. */
  readonly files: readonly string[];
  /** Folders out of which tests take modules or configuration, and what the configuration names. */
  readonly folders: readonly string[];
}

/** A folder and all above it, the innermost first. */
const chainOf = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...chainOf(dirname(folder))];

const statOf = (path: string) => stat(path).catch(() => undefined);

/** Paths in a text that may lead out of the folder it stands in; of a pattern the folder before it. */
const pathsIn = (text: string): readonly string[] =>
  text
    .split(/[\s"'`,;:=()]+/)
    .map((token) => token.replace(/^-[A-Za-z](?=[./~])/, '').replace(/[^/]*[*?[{].*$/, ''))
    .filter((token) => token.startsWith('/') || token.startsWith('~') || token.split('/').includes('..'));

/** What such paths lead to, from each of some folders. */
export const placesNamedIn = async (text: string, from: readonly string[]): Promise<readonly string[]> => {
  const named = pathsIn(text).flatMap((path) =>
    from.map((folder) => (path.startsWith('~') ? resolve(homedir(), path.slice(2)) : resolve(folder, path))),
  );
  const found = await Promise.all(named.map(async (path) => ((await statOf(path)) === undefined ? [] : [path])));
  return found.flat();
};

/** Everything that one folder above the tests adds. */
const lookInto = async (folder: string, cwd: string, isPackage: boolean): Promise<ConfiguredPlaces> => {
  const names = [...configurations, ...sharedConfigurations, ...landmarks];
  const there = new Set<string>();
  for (const name of names) if ((await statOf(join(folder, name)))?.isFile() === true) there.add(name);
  const files = [...there].map((name) => join(folder, name));
  const named: string[] = [];
  // Modules of a package are imported from the folder above it.
  let isWhole = isPackage || there.has('conftest.py') || there.has('setup.py');
  for (const name of [...configurations, ...sharedConfigurations].filter((one) => there.has(one))) {
    const text = await readFile(join(folder, name), 'utf8');
    if (sharedConfigurations.includes(name) && !text.includes('pytest')) continue;
    isWhole = true;
    named.push(...(await placesNamedIn(text, [folder, cwd])));
  }
  return { files, folders: [...(isWhole ? [folder] : []), ...named] };
};

/**
 * Finds what configures the tests below some folders: files of pytest and `conftest.py` there and in every folder
 * above, the folders that these stand in, and the paths that the configuration names.
 */
export const findConfiguredPlaces = async (starts: readonly string[], cwd: string): Promise<ConfiguredPlaces> => {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const start of starts) {
    let isPackage = false;
    for (const folder of chainOf(await realpath(start))) {
      const found = await lookInto(folder, cwd, isPackage);
      for (const file of found.files) files.add(file);
      for (const one of found.folders) folders.add(one);
      isPackage = found.files.includes(join(folder, '__init__.py'));
    }
  }
  return { files: [...files], folders: [...folders] };
};
