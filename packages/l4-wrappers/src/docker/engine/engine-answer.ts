import { EngineNotFound } from './engine-address.ts';

/** The HTTP status with which the engine refused, or `undefined` when it did not answer at all. */
export const statusCodeOf = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'
    ? thrown.statusCode
    : undefined;

/** The engine's own words in one line, without what dockerode puts in front of them. */
export const messageOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text
    .replace(/^\(HTTP code \d+\) .*? - /s, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
};

/** The name that Node gives to an error of the connection, or of a file. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

/** Errors of the connection that come before anything is sent (Node's and getaddrinfo's names for them). */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  'EPERM',
  'ERR_MODULE_NOT_FOUND',
]);

/** Whether a request surely did not reach the engine. */
export const wasNeverSent = (thrown: unknown): boolean =>
  thrown instanceof EngineNotFound || beforeSending.has(codeOf(thrown) ?? '');
