import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, posix, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-fs';
import { codeOf } from '../engine/engine-answer.ts';
import { RequestProblem } from '../engine/request-problem.ts';

/** A folder that a build may read, on its way to the engine. */
export interface BuildContext {
  readonly tar: Readable;
  /** Why the folder could not be read to its end, once that is known. */
  readonly problem: () => RequestProblem | undefined;
}

/** Says whether a path below the folder is left out. */
type IsIgnored = (path: string) => boolean;

// Its declaration promises a default export, which Node does not see in it: it is CommonJS.
const dockerignore = createRequire(import.meta.url)('@balena/dockerignore') as (options: {
  readonly ignorecase: boolean;
}) => { add(text: string): { ignores: IsIgnored } };

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not a folder',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
};

const unreadable = (path: string, thrown: unknown): RequestProblem =>
  new RequestProblem('path', `${path} ${reasons[codeOf(thrown) ?? ''] ?? `cannot be read: ${String(thrown)}`}`);

/** The files that are always sent: the engine needs the one, and reads from the other which of them it must not keep. */
const alwaysSent = (dockerfile: string): ReadonlySet<string> => new Set([dockerfile, '.dockerignore']);

/** The rules of the folder's .dockerignore ("Building context: .dockerignore files" in Docker's docs). */
const rulesOf = async (folder: string): Promise<{ readonly isIgnored: IsIgnored; readonly hasExceptions: boolean }> => {
  let text: string;
  try {
    text = await readFile(join(folder, '.dockerignore'), 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return { isIgnored: () => false, hasExceptions: false };
    throw unreadable(join(folder, '.dockerignore'), thrown);
  }
  const rules = dockerignore({ ignorecase: false }).add(text);
  return { isIgnored: (path) => rules.ignores(path), hasExceptions: /^\s*!/m.test(text) };
};

/** Everything below the folder that is to be sent, and the folders that lead there. Paths have slashes. */
const entriesOf = async (folder: string, dockerfile: string): Promise<ReadonlySet<string>> => {
  const { isIgnored, hasExceptions } = await rulesOf(folder);
  const always = alwaysSent(dockerfile);
  const sent = new Set<string>();
  const walk = async (inside: string): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((thrown: unknown) => {
      throw unreadable(join(folder, inside), thrown);
    });
    for (const entry of entries) {
      const path = posix.join(inside, entry.name);
      const leadsToSent = [...always].some((one) => one.startsWith(`${path}/`));
      const isOut = isIgnored(path) && !always.has(path);
      if (!isOut) for (let up = path; up !== '.'; up = posix.dirname(up)) sent.add(up);
      // An exception below a folder that is left out brings that folder back.
      if (entry.isDirectory() && (!isOut || hasExceptions || leadsToSent)) await walk(path);
    }
  };
  await walk('');
  return sent;
};

const slashed = (path: string): string => path.split(sep).join('/');

/**
 * Opens a folder for a build: what .dockerignore leaves in, as the tape archive that the engine wants. All belongs to
 * root in it, as Docker's own client does, so that who builds does not matter.
 *
 * @throws RequestProblem when the folder or the Dockerfile is not there, is outside, or cannot be read.
 */
export const openBuildContext = async (path: string, dockerfile: string): Promise<BuildContext> => {
  const folder = await realpath(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  if (!(await stat(folder)).isDirectory()) throw new RequestProblem('path', `${path} is not a folder`);
  const inside = relative(folder, resolve(folder, dockerfile));
  if (inside === '' || inside.startsWith('..')) throw new RequestProblem('dockerfile', 'has to be below the folder');
  const isFile = await stat(join(folder, inside)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new RequestProblem('dockerfile', `there is no ${dockerfile} in ${path}`);
  const sent = await entriesOf(folder, slashed(inside));
  let problem: RequestProblem | undefined;
  const packed = pack(folder, {
    // Sockets and pipes cannot be sent; Docker's own client leaves them out as well.
    strict: false,
    ignore: (name) => name !== folder && !sent.has(slashed(relative(folder, name))),
    map: (header) => ({ ...header, uid: 0, gid: 0 }),
  });
  packed.once('error', (thrown) => (problem = unreadable(path, thrown)));
  // The archive's stream is another kind than Node's, with which connections are torn down reliably.
  return { tar: Readable.from(packed as AsyncIterable<Uint8Array>, { objectMode: false }), problem: () => problem };
};
