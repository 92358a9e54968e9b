import { Secret } from '@strata/core';
import { z } from 'zod';

/** How to reach GitHub. Everything may be left out. */
export interface GitHubAPIWrapperOptions {
  /**
   * Whom to act for. Without one, requests go out unauthenticated.
   * @default the environment's GITHUB_TOKEN
   */
  readonly token?: Secret | string | undefined;
  /**
   * The address of the API, for GitHub Enterprise or a local GitHub.
   * @default the environment's GITHUB_API_URL, else https://api.github.com
   */
  readonly baseUrl?: string | undefined;
  /**
   * The time limit of each request, in milliseconds.
   * @default 30000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How many items are fetched per page of a list, 1 to 100.
   * @default 100
   */
  readonly perPage?: number | undefined;
  /** Used in place of our own transport, which is faster than the platform's fetch. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Called before each request is sent, for counting: one operation may need several. A redirection that is followed
   * belongs to its request. It must not throw.
   */
  readonly onRequest?: (() => void) | undefined;
}

const address = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '', {
    error: 'must not hold a user or a password: use token',
  })
  .transform((text) => text.replace(/\/+$/, ''));

const schema = z.strictObject({
  token: z
    .union([z.instanceof(Secret), z.string().min(1, 'must not be empty')], { error: 'must be a Secret or a text' })
    .transform((token) => (typeof token === 'string' ? new Secret(token) : token))
    // A line break would end the header, and what complains of that prints the token in pieces.
    .refine((token) => /^[\x21-\x7e]+$/.test(token.reveal()), { error: 'must be visible ASCII characters only' })
    .optional(),
  baseUrl: address.default('https://api.github.com'),
  timeoutMs: z.int().min(1).default(30_000),
  perPage: z.int().min(1).max(100).default(100),
  fetch: z
    .custom<typeof globalThis.fetch>((value) => typeof value === 'function', { error: 'must be a function' })
    .optional(),
  onRequest: z.custom<() => void>((value) => typeof value === 'function', { error: 'must be a function' }).optional(),
});

/** A variable of the environment; an empty one counts as not set. */
const fromEnvironment = (name: string): string | undefined => process.env[name] || undefined;

/**
 * Fills in what is left out, from the environment and the defaults.
 *
 * @throws TypeError naming the option that is not as it should be; never with its value, which may be a secret.
 */
export const parseOptions = (options: GitHubAPIWrapperOptions): z.output<typeof schema> => {
  const parsed = schema.safeParse({
    ...options,
    token: options.token ?? fromEnvironment('GITHUB_TOKEN'),
    baseUrl: options.baseUrl ?? fromEnvironment('GITHUB_API_URL'),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')} ${message}`,
  );
  throw new TypeError(`GitHubAPIWrapper: ${problems.join('; ')}`);
};
