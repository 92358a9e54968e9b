import { z } from 'zod';

/** GitHub stores a ref's full name in 255 bytes, of which `refs/heads/` takes 11. */
const maxBranchBytes = 244;

const sha = /^[0-9a-f]{40}$/;

/** What is wrong with a branch name by the rules of `git check-ref-format --branch`, or `undefined`. */
const branchProblem = (name: string): string | undefined => {
  if (name === '') return 'a branch needs a name';
  if (!name.isWellFormed()) return 'a branch name must be well-formed Unicode';
  if (Buffer.byteLength(name) > maxBranchBytes) return `a branch name has at most ${maxBranchBytes} bytes`;
  if (name.startsWith('-')) return "a branch name cannot begin with '-'";
  if (name === 'HEAD' || name === '@') return `a branch cannot be called '${name}'`;
  if (name.endsWith('.')) return "a branch name cannot end with '.'";
  if (name.includes('..')) return "a branch name cannot hold '..'";
  if (name.includes('@{')) return "a branch name cannot hold '@{'";
  if (Buffer.from(name).some((byte) => byte <= 0x20 || byte === 0x7f))
    return 'a branch name cannot hold blanks or control characters';
  if (/[~^:?*[\\]/.test(name)) return 'a branch name cannot hold any of ~ ^ : ? * [ \\';
  const parts = name.split('/');
  if (parts.includes('')) return "a branch name cannot begin or end with '/' or hold '//'";
  if (parts.some((part) => part.startsWith('.'))) return "no part of a branch name can begin with '.'";
  if (parts.some((part) => part.endsWith('.lock'))) return "no part of a branch name can end with '.lock'";
  return undefined;
};

/** Characters that some file systems leave out when they compare names, as git lists them for `core.protectHFS`. */
const ignored = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** What some file system takes for `.git`: git's rules for `core.protectNTFS` and `core.protectHFS`. */
const isGitFolder = (part: string): boolean => /^(?:\.git|git~1)[ .]*(?::.*)?$/i.test(part.replaceAll(ignored, ''));

/** What is wrong with a path by git's rules for the index, or `undefined`. */
const pathProblem = (path: string): string | undefined => {
  if (path === '') return 'a path cannot be empty';
  if (!path.isWellFormed()) return 'a path must be well-formed Unicode';
  if (path.includes('\0')) return 'a path cannot hold a NUL';
  const parts = path.split('/');
  if (parts.includes('')) return "a path is relative to the repository, and cannot end with '/' or hold '//'";
  if (parts.includes('.') || parts.includes('..')) return "a path cannot hold '.' or '..' as a part";
  // A backslash parts names, too, where the file system is NTFS.
  if (path.split(/[/\\]/).some(isGitFolder)) return "a path cannot lead through '.git'";
  return undefined;
};

const checked = (problem: (value: string) => string | undefined): z.ZodString =>
  z.string().superRefine((value, refinement) => {
    const message = problem(value);
    if (message !== undefined) refinement.addIssue({ code: 'custom', message });
  });

/** The full name of a commit: 40 hexadecimal digits. */
export const commitSha = z.string().regex(sha, 'must be the 40 hexadecimal digits of a commit');

/**
 * A branch that may be made: git's rules (`git check-ref-format --branch`), and GitHub's own that a branch must not
 * look like a commit.
 */
export const branchName = checked((name) =>
  sha.test(name) ? 'a branch cannot be named like a commit' : branchProblem(name),
);

/** An owner as GitHub writes one before a branch, up to the colon that no branch's name can hold. */
const owner = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}:/;

/** The branch of a pull request: of the repository itself, or of a fork as 'owner:branch'. */
export const headName = checked((name) =>
  sha.test(name.replace(owner, '')) ? 'a branch cannot be named like a commit' : branchProblem(name.replace(owner, '')),
);

/** A tag that may be made: git's rules for it are those for a branch. */
export const tagName = checked((name) => branchProblem(name)?.replaceAll('branch', 'tag'));

/** A branch or a commit to read from. */
export const branchOrSha = checked(branchProblem);

/** A file in a repository, by git's rules: relative, with forward slashes, and never inside `.git`. */
export const filePath = checked(pathProblem);

/** Whether a `branchOrSha` is a commit. */
export const isSha = (name: string): boolean => sha.test(name);
