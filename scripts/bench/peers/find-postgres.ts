import { globSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder of PostgreSQL's programs, of the newest version that Debian's package has put there. */
export const findPostgres = (): string | undefined => {
  const found = globSync('/usr/lib/postgresql/*/bin/initdb').map((path) => dirname(path));
  return found.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
};
