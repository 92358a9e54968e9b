import { z } from 'zod';

/**
 * A repository as GitHub writes it: `owner/name`. An owner has up to 39 letters, digits and hyphens (an enterprise's
 * managed user an underscore too), a name up to 100 letters, digits, dots, hyphens and underscores.
 */
export const repository = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, "must be 'owner/name'")
  .describe("The repository, as 'owner/name'.");

/** An owner and a repository's name as GitHub's routes take them. */
export interface Coordinates {
  readonly owner: string;
  readonly repo: string;
}

/** Splits `owner/name` into what GitHub's routes take. */
export const coordinatesOf = (fullName: string): Coordinates => {
  const slash = fullName.indexOf('/');
  return { owner: fullName.slice(0, slash), repo: fullName.slice(slash + 1) };
};
