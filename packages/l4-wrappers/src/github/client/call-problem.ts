import type { AnswerHeaders, CallProblem } from './call-failed.ts';

/** What Octokit throws, as far as it matters here; any of it may be missing. */
interface Thrown {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly response?: { readonly status?: unknown; readonly headers?: AnswerHeaders; readonly data?: unknown };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A text with its line breaks and further blanks made single blanks. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The longest text of GitHub's that is passed on, in characters. */
const maxSaidCharacters = 500;

/** One entry of `errors`: GitHub gives a text, or the field and a code. */
const detailOf = (error: unknown): string => {
  if (typeof error === 'string') return error;
  if (!isObject(error)) return '';
  const { message, field, code } = error;
  if (typeof message === 'string') return message;
  return [field, code].filter((part) => typeof part === 'string').join(' ');
};

/** What a refusing answer says, in one line: its message and the details of its errors. */
const saidBy = (data: unknown): string => {
  if (!isObject(data)) return '';
  const details = Array.isArray(data['errors']) ? data['errors'].map(detailOf) : [detailOf(data['errors'])];
  const parts = [typeof data['message'] === 'string' ? data['message'] : '', ...details];
  return oneLine(parts.filter((part) => part !== '').join(': ')).slice(0, maxSaidCharacters);
};

/** The platform's code of a broken connection, which fetch hides one or two causes deep. */
const codeOf = (thrown: unknown, depth = 0): string => {
  if (!isObject(thrown) || depth > 4) return '';
  return typeof thrown['code'] === 'string' ? thrown['code'] : codeOf(thrown['cause'], depth + 1);
};

/** Says what something that Octokit or the transport below it threw means. */
export const problemOf = (error: unknown): CallProblem => {
  const thrown: Thrown = isObject(error) ? error : { message: error };
  const response = thrown.response;
  if (response !== undefined) {
    const status = typeof response.status === 'number' ? response.status : 0;
    return { kind: 'answered', status, said: saidBy(response.data), headers: response.headers ?? {} };
  }
  // Octokit puts the same status on every connection that failed, and its cause behind it.
  const isConnection = 'status' in thrown || codeOf(thrown) !== '';
  const given = typeof thrown.message === 'string' ? thrown.message : 'an error without a message';
  const message = oneLine(given).slice(0, maxSaidCharacters);
  return isConnection ? { kind: 'no_answer', code: codeOf(thrown), message } : { kind: 'unreadable', message };
};

/** Says what an answer means that is no JSON although it should be. */
export const unusable = (headers: AnswerHeaders): CallProblem => {
  const type = String(headers['content-type'] ?? '');
  if (type === '' || type.includes('json')) return { kind: 'cut' };
  return { kind: 'unreadable', message: `it is ${type}, not JSON` };
};
