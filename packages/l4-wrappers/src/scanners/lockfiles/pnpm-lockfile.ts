import { type LockedPackage, type LockfileReader, type UnknownPackage, fromElsewhere } from './locked-package.ts';

/** The major versions of the format whose keys are understood (github.com/pnpm/spec, "lockfile"). */
const known = /^lockfileVersion: '?(?:5|6|9)(?:\.\d+)?'?$/m;

/**
 * The keys of the section `packages`: `/name/1.0.0_peer` in version 5, `/name@1.0.0(peer)` in 6, `name@1.0.0` in 9.
 * pnpm writes one key to a line, in quotes where YAML wants them.
 */
const keyPattern = /^ {2}'?\/?((?:@[^/@]+\/)?[^/@(\s']+)[@/]([^'\s]+?)'?:(?: .*)?$/;

/** A version from a registry, without the peers that were chosen for it. */
const versionOf = (text: string): string | undefined => text.match(/^(\d+\.\d+\.\d+[^(_]*)/)?.[1];

/** Reads pnpm-lock.yaml, as pnpm itself writes it. */
export const readPnpmLockfile: LockfileReader = (text) => {
  if (!known.test(text)) throw new Error('its lockfileVersion is none of 5, 6 and 9');
  const packages: LockedPackage[] = [];
  const unknown: UnknownPackage[] = [];
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\S/.test(line)) section = line;
    if (!section.startsWith('packages:') || !/^ {2}\S/.test(line)) continue;
    const [, name, rest] = line.match(keyPattern) ?? [];
    const version = rest === undefined ? undefined : versionOf(rest);
    if (name === undefined || rest === undefined) unknown.push(fromElsewhere(line.trim(), 'somewhere else'));
    else if (version !== undefined)
      packages.push({ ecosystem: 'npm', name, version, line: index + 1, key: `${name}@${version}` });
    else if (!/^(?:file|link):/.test(rest)) unknown.push(fromElsewhere(name, rest));
  }
  return { packages, unknown };
};
