/** A package that a lockfile names with its exact version. */
export interface LockedPackage {
  /** As OSV names ecosystems (ossf.github.io/osv-schema, "affected[].package field"). */
  readonly ecosystem: 'npm' | 'PyPI' | 'crates.io';
  readonly name: string;
  readonly version: string;
  /** The line of the lockfile that it begins at, counted from 1. */
  readonly line: number;
  /** What the lockfile calls this place: `node_modules/a/node_modules/b`. */
  readonly key: string;
}

/** A dependency that nobody can be asked about, and why. */
export interface UnknownPackage {
  readonly reason: 'not_pinned' | 'not_covered';
  readonly message: string;
}

/** What a lockfile holds. */
export interface Lockfile {
  readonly packages: readonly LockedPackage[];
  readonly unknown: readonly UnknownPackage[];
}

/** Reads a lockfile's text. @throws Error saying why it cannot be read. */
export type LockfileReader = (text: string) => Lockfile;

/** A package that comes from somewhere else than a registry, so that no advisory names it. */
export const fromElsewhere = (name: string, source: string): UnknownPackage => ({
  reason: 'not_covered',
  message: `${name} comes from ${source.replace(/[:+].*$/s, '')}, which no advisory names`,
});
