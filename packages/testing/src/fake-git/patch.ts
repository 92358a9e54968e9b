import { FakeRefusal, refused } from '../fake/fake-refusal.ts';
import { type FakeFile, type FakeFiles, changesOf, shaOf } from './working-copy.ts';

const noFile = '0'.repeat(40);
const noNewline = String.raw`\ No newline at end of file`;

/** Lines with their ends; the last may have none. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const marked = (sign: '-' | '+', lines: readonly string[]): string =>
  lines.map((line) => (line.endsWith('\n') ? sign + line : `${sign}${line}\n${noNewline}\n`)).join('');

const modeOf = (file: FakeFile): string => (file.executable ? '100755' : '100644');

const headerOf = (was: FakeFile | undefined, is: FakeFile | undefined): string => {
  const [before, after] = [was === undefined ? noFile : shaOf(was), is === undefined ? noFile : shaOf(is)];
  if (was === undefined)
    return `new file mode ${is === undefined ? '100644' : modeOf(is)}\nindex ${before}..${after}\n`;
  if (is === undefined) return `deleted file mode ${modeOf(was)}\nindex ${before}..${after}\n`;
  if (was.executable === is.executable) return `index ${before}..${after} ${modeOf(is)}\n`;
  return `old mode ${modeOf(was)}\nnew mode ${modeOf(is)}\nindex ${before}..${after}\n`;
};

/** Where a hunk of a whole file begins, and how many lines it has. */
const place = (lines: readonly string[]): string => `${lines.length === 0 ? 0 : 1},${lines.length}`;

/** Writes the change of whole files as a patch that git can read, too. */
export const makePatch = (before: FakeFiles, after: FakeFiles): string =>
  changesOf(before, after)
    .map(({ path }) => {
      const [was, is] = [before[path], after[path]];
      const [old, now] = [linesOf(was?.content ?? ''), linesOf(is?.content ?? '')];
      const sides = `--- ${was === undefined ? '/dev/null' : `a/${path}`}\n+++ ${is === undefined ? '/dev/null' : `b/${path}`}\n`;
      const hunk = `${sides}@@ -${place(old)} +${place(now)} @@\n${marked('-', old)}${marked('+', now)}`;
      const isSame = was?.content === is?.content || (old.length === 0 && now.length === 0);
      return `diff --git a/${path} b/${path}\n${headerOf(was, is)}${isSame ? '' : hunk}`;
    })
    .join('');

/** What one section of a patch says of its file. */
interface Section {
  readonly path: string;
  readonly mode: string | undefined;
  readonly isDeleted: boolean;
  readonly isNew: boolean;
  readonly afterHash: string | undefined;
  readonly hunks: readonly Hunk[];
}

interface Hunk {
  /** Counted from 1. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const parseHunk = (text: string): Hunk => {
  const lines = linesOf(text);
  const before: string[] = [];
  const after: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.startsWith('\\')) continue;
    const content = lines[index + 1]?.startsWith('\\') === true ? line.slice(1, -1) : line.slice(1);
    if (line.startsWith('-') || line.startsWith(' ')) before.push(content);
    if (line.startsWith('+') || line.startsWith(' ')) after.push(content);
  }
  return { line: Number(/^-(\d+)/.exec(text)?.[1] ?? '1'), before, after };
};

const parseSection = (text: string): Section => {
  const [header = '', ...hunks] = text.split(/^@@ /m);
  const sides = [/^\+\+\+ b\/(.+)$/m, /^--- a\/(.+)$/m, /^a\/.+ b\/(.+)$/m].map((side) => side.exec(header)?.[1]);
  const path = sides.find((side) => side !== undefined);
  if (path === undefined) throw refused('this is no patch that git can read');
  if (path.split('/').includes('..')) throw refused(`the patch reaches outside the folder: ${path}`);
  return {
    path,
    mode: /^new(?: file)? mode (\d+)$/m.exec(header)?.[1],
    isDeleted: /^deleted file mode /m.test(header),
    isNew: /^new file mode /m.test(header),
    afterHash: /^index [0-9a-f]+\.\.([0-9a-f]+)/m.exec(header)?.[1],
    hunks: hunks.map(parseHunk),
  };
};

const doesNotApply = (what: string): FakeRefusal =>
  new FakeRefusal({
    kind: 'conflict',
    message: `the patch does not apply: ${what}`,
    hint: 'Make the patch anew from the state that it is to be applied to.',
  });

/** Puts a hunk where it says, or at the only other place where its lines stand. */
const applyHunk = (lines: readonly string[], { line, before, after }: Hunk, path: string): readonly string[] => {
  const fits = (at: number): boolean => before.every((wanted, index) => lines[at + index] === wanted);
  const expected = Math.max(0, line - 1);
  const at = fits(expected) ? expected : lines.findIndex((_, index) => fits(index));
  if (at === -1) throw doesNotApply(`${path}, line ${line}`);
  return [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)];
};

const applySection = (files: FakeFiles, section: Section): FakeFile | undefined => {
  const { path, mode, isDeleted, isNew, hunks } = section;
  const present = files[path];
  if (isNew && present !== undefined) throw doesNotApply(`${path} exists already`);
  if (!isNew && present === undefined) throw doesNotApply(`${path} does not exist`);
  const lines = hunks.reduce((now, hunk) => applyHunk(now, hunk, path), linesOf(present?.content ?? ''));
  if (isDeleted) return undefined;
  const executable = mode === undefined ? (present?.executable ?? false) : mode === '100755';
  return { content: lines.join(''), executable };
};

/** Whether a file already is as a section would leave it. */
const stands = (files: FakeFiles, { path, isDeleted, afterHash }: Section): boolean => {
  const present = files[path];
  if (isDeleted || present === undefined) return isDeleted && present === undefined;
  return afterHash !== undefined && shaOf(present).startsWith(afterHash);
};

/** Applies a patch, all of it or nothing; one that is applied already changes nothing. Fails as the wrapper does. */
export const applyPatch = (
  files: FakeFiles,
  patch: string,
): { readonly files: FakeFiles; readonly paths: readonly string[] } => {
  if (patch.trim() === '') throw refused('the patch changes nothing');
  const sections = patch
    .split(/^diff --git /m)
    .slice(1)
    .map(parseSection);
  if (sections.length === 0) throw refused('this is no patch that git can read');
  const paths = sections.map(({ path }) => path);
  if (sections.every((section) => stands(files, section))) return { files, paths };
  const changed: Record<string, FakeFile> = { ...files };
  for (const section of sections) {
    const file = applySection(changed, section);
    if (file === undefined) delete changed[section.path];
    else changed[section.path] = file;
  }
  return { files: changed, paths };
};
