import { z } from 'zod';
import { type CommandRunner, createProcessRunner } from '../process/index.ts';

/** How scanners are run. */
export interface ScannersWrapperOptions {
  /** Where commands run. @default processes of this machine */
  readonly runner?: CommandRunner;
  /** The time limit of one command in milliseconds. @default 300_000, five minutes */
  readonly timeoutMs?: number;
  /** The program bandit. @default bandit */
  readonly bandit?: string;
  /** The program npm. @default npm */
  readonly npm?: string;
  /** The program pnpm. @default pnpm */
  readonly pnpm?: string;
  /** The address of OSV's API, for a mirror. @default https://api.osv.dev */
  readonly osvUrl?: string;
  /** The time limit of one request to OSV in milliseconds. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** Used in place of the platform's fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

const program = (name: string) => z.string().min(1).default(name);

const optionsSchema = z.strictObject({
  runner: z
    .custom<CommandRunner>((given) => typeof given === 'object' && given !== null && 'run' in given && 'place' in given)
    .default(createProcessRunner),
  timeoutMs: z.int().positive().default(300_000),
  bandit: program('bandit'),
  npm: program('npm'),
  pnpm: program('pnpm'),
  osvUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((text) => text.replace(/\/+$/, ''))
    .default('https://api.osv.dev'),
  requestTimeoutMs: z.int().positive().default(30_000),
  fetch: z
    .custom<typeof globalThis.fetch>((given) => typeof given === 'function', { error: 'must be a function' })
    .default(() => globalThis.fetch),
});

/** The parsed options. */
export type ScannerSettings = z.output<typeof optionsSchema>;

/**
 * Fills in what is left out.
 *
 * @throws TypeError naming an option that is not what it should be.
 */
export const parseSettings = (options: ScannersWrapperOptions): ScannerSettings => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new TypeError(`ScannersWrapper: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
