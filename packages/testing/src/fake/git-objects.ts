import { createHash } from 'node:crypto';

/** A file in a tree: what git keeps of it besides its path. */
export interface TreeFile {
  readonly mode: '100644' | '100755' | '120000';
  /** The blob that holds its content. */
  readonly sha: string;
}

/** Files by their paths. */
export type Tree = Readonly<Record<string, TreeFile>>;

/** What a commit's name is made of. */
export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: string;
  readonly email: string;
  /** In seconds since the epoch. */
  readonly atS: number;
}

/** The name that git gives an object: the SHA-1 of a short header and its content ("Git Internals, Git Objects"). */
const nameOf = (type: 'blob' | 'tree' | 'commit' | 'tag', content: Uint8Array): string =>
  createHash('sha1').update(`${type} ${content.byteLength}\0`).update(content).digest('hex');

/** The name of a blob. */
export const blobSha = (bytes: Uint8Array): string => nameOf('blob', bytes);

/** Git sorts bytes, and a folder as if its name ended with a slash. */
const sortKey = ([name, { mode }]: readonly [string, { readonly mode: string }]): Buffer =>
  Buffer.from(mode === '40000' ? `${name}/` : name);

/** The name of a tree and, in `folders`, of each folder below it by its path. */
export const treeSha = (files: Tree, folders = new Map<string, string>(), at = ''): string => {
  const entries = new Map<string, { readonly mode: string; readonly sha: string }>();
  const below = new Map<string, Record<string, TreeFile>>();
  for (const [path, file] of Object.entries(files)) {
    const slash = path.indexOf('/');
    if (slash === -1) {
      entries.set(path, file);
      continue;
    }
    const folder = path.slice(0, slash);
    const inside = below.get(folder) ?? {};
    inside[path.slice(slash + 1)] = file;
    below.set(folder, inside);
  }
  for (const [folder, inside] of below)
    entries.set(folder, { mode: '40000', sha: treeSha(inside, folders, `${at}${folder}/`) });
  const sorted = [...entries].toSorted((one, other) => Buffer.compare(sortKey(one), sortKey(other)));
  const content = sorted.flatMap(([name, { mode, sha }]) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  const sha = nameOf('tree', Buffer.concat(content));
  if (at !== '') folders.set(at.slice(0, -1), sha);
  return sha;
};

/** The name of a commit whose author committed it. */
export const commitSha = ({ tree, parents, message, author, email, atS }: CommitContent): string => {
  const who = `${author} <${email}> ${atS} +0000`;
  const head = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${who}`, `committer ${who}`];
  return nameOf('commit', Buffer.from(`${head.join('\n')}\n\n${message}`));
};

/** The name of an annotated tag on a commit. */
export const tagSha = (tag: string, commit: string, message: string, tagger: string): string =>
  nameOf('tag', Buffer.from(`object ${commit}\ntype commit\ntag ${tag}\ntagger ${tagger}\n\n${message}`));
