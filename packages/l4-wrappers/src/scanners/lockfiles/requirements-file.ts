import type { LockedPackage, LockfileReader, UnknownPackage } from './locked-package.ts';

/** Names that mean the same are written the same (packaging.python.org, "Names and normalization"). */
export const normalizedName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

const pinned = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*===?\s*([^\s;,*]+)(?=\s|;|$)/;

/** Options that name no package; `-r` and `-c` name files, which are lockfiles of their own when they are called so. */
const isOption = /^-(?!e\b|-editable\b)/;

/** Lines of pip's requirements file format, those that end in a backslash joined to the next, with their numbers. */
const joinedLines = (text: string): readonly { readonly line: string; readonly number: number }[] => {
  const joined: { line: string; number: number }[] = [];
  let open = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const last = joined.at(-1);
    const part = raw.replace(/\\$/, '');
    if (open && last !== undefined) last.line += part;
    else joined.push({ line: part, number: index + 1 });
    open = raw.endsWith('\\');
  }
  return joined;
};

/** Reads requirements.txt (pip.pypa.io, "Requirements File Format"). Only an exact version can be asked about. */
export const readRequirements: LockfileReader = (text) => {
  const packages: LockedPackage[] = [];
  const unknown: UnknownPackage[] = [];
  for (const { line, number } of joinedLines(text)) {
    const requirement = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (requirement === '' || isOption.test(requirement)) continue;
    const [, name, version] = requirement.match(pinned) ?? [];
    if (name === undefined || version === undefined)
      unknown.push({ reason: 'not_pinned', message: `line ${number} names no exact version` });
    else packages.push({ ecosystem: 'PyPI', name: normalizedName(name), version, line: number, key: name });
  }
  return { packages, unknown };
};
