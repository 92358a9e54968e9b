import { type FrontAnswer, Refusal } from './front-route.ts';

/**
 * Why a request goes no further, as GitHub says it ("Authenticating to the REST API"): with a token that nobody has, and
 * without one where something would change. The emulator takes whoever it does not know for nobody, and lets them read.
 */
export const accessRefusal = (
  method: string,
  token: string | undefined,
  login: string | undefined,
): FrontAnswer | undefined => {
  if (login !== undefined) return undefined;
  if (token !== undefined) return new Refusal(401, 'Bad credentials').answer;
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead ? undefined : new Refusal(401, 'Requires authentication').answer;
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a caller may do in a repository: GitHub says it to those whom it knows. */
const arePermissions = (name: string, value: unknown): boolean =>
  name === 'permissions' && isObject(value) && 'admin' in value && 'push' in value;

const withoutPermissions = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutPermissions);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([name, inner]) => !arePermissions(name, inner));
  return Object.fromEntries(fields.map(([name, inner]) => [name, withoutPermissions(inner)]));
};

/** An answer as somebody without a token is given it; the emulator shows everybody what the owner may do. */
export const asPublic = (answer: FrontAnswer): FrontAnswer => {
  const { body, headers } = answer;
  if (!Buffer.isBuffer(body)) return body === undefined ? answer : { ...answer, body: withoutPermissions(body) };
  if (body.length === 0 || headers?.['content-type']?.includes('json') !== true) return answer;
  return { ...answer, body: withoutPermissions(JSON.parse(body.toString('utf8'))) };
};
