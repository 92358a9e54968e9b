import { type LockedPackage, type LockfileReader, type UnknownPackage, fromElsewhere } from './locked-package.ts';
import { normalizedName } from './requirements-file.ts';

interface Block {
  readonly line: number;
  readonly values: Map<string, string>;
}

/** The `[[package]]` tables of a lockfile with the values of their lines, those of tables inside under `table.key`. */
const blocksOf = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  let prefix: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = line.match(/^\[+([^\]]+)\]+\s*$/)?.[1];
    if (line.trim() === '[[package]]') {
      blocks.push({ line: index + 1, values: new Map() });
      prefix = '';
    } else if (header !== undefined) prefix = header.startsWith('package.') ? `${header.slice(8)}.` : undefined;
    const [, key, value] = line.match(/^([\w-]+)\s*=\s*(.+?)\s*$/) ?? [];
    if (prefix === undefined || key === undefined || value === undefined) continue;
    blocks.at(-1)?.values.set(prefix + key, value.replace(/^"(.*)"$/, '$1'));
  }
  return blocks;
};

/** Where a package comes from when it comes from no registry; `own`: it is part of the project. */
const elsewhere = (values: Block['values'], ecosystem: LockedPackage['ecosystem']): string | undefined => {
  const source = values.get('source');
  // Cargo names a source for all but the project's own.
  if (ecosystem === 'crates.io') return source === undefined ? 'own' : source.match(/^(?!registry|sparse)\w+/)?.[0];
  const type = values.get('source.type') ?? source?.match(/^\{\s*(\w+)/)?.[1];
  if (type === undefined || type === 'registry' || type === 'legacy') return undefined;
  return ['directory', 'file', 'editable', 'virtual', 'path'].includes(type) ? 'own' : type;
};

const tomlReader =
  (ecosystem: 'PyPI' | 'crates.io'): LockfileReader =>
  (text) => {
    const packages: LockedPackage[] = [];
    const unknown: UnknownPackage[] = [];
    const blocks = blocksOf(text);
    // An empty lockfile is a comment and a version; what has neither is something else.
    if (blocks.length === 0 && !/^(?:version|lock-version|content-hash)\s*=/m.test(text))
      throw new Error('it has no [[package]] and no version');
    for (const { line, values } of blocks) {
      const name = values.get('name');
      const version = values.get('version');
      const source = elsewhere(values, ecosystem);
      if (name === undefined) throw new Error(`the package in line ${line} has no name`);
      if (source === 'own') continue;
      if (source !== undefined) unknown.push(fromElsewhere(name, source));
      else if (version === undefined) unknown.push({ reason: 'not_pinned', message: `${name} has no version` });
      else
        packages.push({
          ecosystem,
          name: ecosystem === 'PyPI' ? normalizedName(name) : name,
          version,
          line,
          key: name,
        });
    }
    return { packages, unknown };
  };

/** Reads poetry.lock, uv.lock and pdm.lock, as those tools write them. */
export const readPythonLockfile = tomlReader('PyPI');

/** Reads Cargo.lock, as Cargo writes it. */
export const readCargoLockfile = tomlReader('crates.io');
