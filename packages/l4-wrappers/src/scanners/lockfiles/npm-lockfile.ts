import { z } from 'zod';
import { type LockedPackage, type LockfileReader, type UnknownPackage, fromElsewhere } from './locked-package.ts';

const entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
});

/** docs.npmjs.com, "package-lock.json": versions 2 and 3 have `packages`; version 1 has nested `dependencies`. */
const oldEntry = z.object({
  version: z.string(),
  get dependencies() {
    return z.record(z.string(), oldEntry).optional();
  },
});

const lockfile = z.union([
  z.object({ packages: z.record(z.string(), entry) }),
  z.object({ dependencies: z.record(z.string(), oldEntry) }),
  // A version 1 lockfile of a project without dependencies.
  z.object({ lockfileVersion: z.literal(1) }).transform(() => ({ dependencies: {} })),
]);

/** The line at which each key of a lockfile, as npm indents it, first stands. */
const linesOf = (text: string): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const key = line.match(/^\s*"((?:[^"\\]|\\.)+)": \{/)?.[1];
    if (key !== undefined && !lines.has(key)) lines.set(key, index + 1);
  }
  return lines;
};

type Entries = Readonly<Record<string, z.output<typeof entry>>>;
type OldEntries = Readonly<Record<string, z.output<typeof oldEntry>>>;

/** What version 1 nests, as versions 2 and 3 have it. */
const flattened = (entries: OldEntries, below = ''): Entries => {
  const flat: Record<string, z.output<typeof entry>> = {};
  for (const [name, { version, dependencies = {} }] of Object.entries(entries)) {
    const key = `${below}node_modules/${name}`;
    flat[key] = { version };
    Object.assign(flat, flattened(dependencies, `${key}/`));
  }
  return flat;
};

const isElsewhere = /^(?:git|https?:|github:|bitbucket:|gitlab:)/;

/** Reads package-lock.json and npm-shrinkwrap.json. */
export const readNpmLockfile: LockfileReader = (text) => {
  const parsed = lockfile.parse(JSON.parse(text));
  const entries: Entries = 'packages' in parsed ? parsed.packages : flattened(parsed.dependencies);
  const lines = linesOf(text);
  const packages: LockedPackage[] = [];
  const unknown: UnknownPackage[] = [];
  for (const [key, { name: alias, version, resolved, link }] of Object.entries(entries)) {
    const installed = key.lastIndexOf('node_modules/');
    // The project itself, its workspaces, and the links to them.
    if (installed === -1 || link === true || version === undefined || version.startsWith('file:')) continue;
    const shortName = key.slice(installed + 'node_modules/'.length);
    const name = alias ?? shortName;
    const source = isElsewhere.test(version) ? version : resolved?.startsWith('git') === true ? resolved : undefined;
    if (source !== undefined) unknown.push(fromElsewhere(name, source));
    else {
      const line = lines.get(key) ?? lines.get(shortName) ?? 1;
      packages.push({ ecosystem: 'npm', name, version: version.replace(/^npm:.*@/, ''), line, key });
    }
  }
  return { packages, unknown };
};
