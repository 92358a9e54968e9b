import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether a value is a case of a contract: it arranges a call, and checks what it answers. */
const isCase = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'arrange' in value && 'check' in value;

/** The names of the operations that an export has cases for; none when it is something else. */
const namesIn = (exported: unknown): readonly string[] => {
  if (typeof exported !== 'object' || exported === null) return [];
  const cases = Object.entries(exported);
  return cases.every(([, value]) => isCase(value)) ? cases.map(([name]) => name) : [];
};

/**
 * Finds the file that holds the case of each operation, among the modules of a folder. Of several that have it the one
 * that has the fewest: a contract that is put together of others has their cases, too.
 */
export const contractCasesIn = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !/\.(test|fixture|test-d)\.ts$/.test(name),
  );
  const modules = await Promise.all(
    files.toSorted().map(async (file) => {
      const exported: unknown = await import(pathToFileURL(join(folder, file)).href);
      return { file, names: Object.values(Object(exported) as object).flatMap(namesIn) };
    }),
  );
  const found = new Map<string, string>();
  for (const { file, names } of modules.toSorted((one, other) => other.names.length - one.names.length))
    for (const name of names) found.set(name, file);
  return found;
};
