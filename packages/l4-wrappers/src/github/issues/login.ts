import { z } from 'zod';

/** A user's login: up to 39 letters, digits and hyphens; a managed user's has an underscore, an app's ends in `[bot]`. */
export const login = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?:\[bot\])?$/, "must be a user's login")
  .describe("A user's login.");

/** A team's slug, without its organization. */
export const teamSlug = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/, "must be a team's slug, without its organization")
  .describe("A team's slug, without its organization.");

/** What GitHub answers about a user, as far as it is read here. */
export interface GitHubUser {
  readonly login: string;
}

/** GitHub shows what deleted accounts did under the login `ghost`. */
export const loginOf = (user: GitHubUser | null | undefined): string => user?.login ?? 'ghost';
