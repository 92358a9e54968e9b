import { z } from 'zod';
import type { CommandOutcome } from '../process/index.ts';
import { ScannerError, inOneLine, unavailable, unusable } from './scanner-error.ts';

/** How npm says that it could not audit: what the registry did, or `error` with a code of its own. */
const npmProblem = z.object({
  message: z.string().optional(),
  statusCode: z.int().optional(),
  error: z.object({ code: z.string().optional(), summary: z.string().optional() }).optional(),
});

const parsedProblem = (stdout: string): z.output<typeof npmProblem> => {
  try {
    return npmProblem.parse(JSON.parse(stdout));
  } catch {
    return {};
  }
};

/** npm's codes for a lockfile that is missing or cannot be read. */
const lockfileCodes = ['ENOLOCK', 'EUSAGE', 'EJSONPARSE'];

const hint = 'Ask a registry that answers audits (the input registry), or use scan_osv. Nothing was found clean.';

/** What pnpm prints in its frame, as one line: it breaks lines where the frame ends. */
const unframed = (text: string): string => text.replaceAll(/\n\s*[│|] /g, '').replaceAll(/[×│├└─▶╰]/g, ' ');

const statusIn = (text: string): number | undefined => {
  if (text.includes('AUDIT_ENDPOINT_NOT_EXISTS')) return 404;
  const found = text.match(/responded with (\d{3})/)?.[1] ?? text.match(/\b([45]\d\d) [A-Z]/)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** An audit that was not made, whatever kept it from being made. It is never taken for one that found nothing. */
export const auditProblem = (manager: string, { exitCode, stdout, stderr }: CommandOutcome): ScannerError => {
  const { message, statusCode, error } = parsedProblem(stdout);
  const printed = unframed(stderr);
  const cause = inOneLine(message ?? error?.summary ?? printed);
  const status = statusCode ?? statusIn(cause);
  if (error?.code !== undefined && lockfileCodes.includes(error.code))
    return new ScannerError({ kind: 'refused', message: `npm refuses: ${cause}`, hint: 'Repair the lockfile.' });
  if (status === 401) {
    const login = 'Log in to the registry, or name another one.';
    return new ScannerError({
      kind: 'unauthenticated',
      message: `the registry wants to know who asks: ${cause}`,
      hint: login,
    });
  }
  if (status === 405 || status === 404)
    return unavailable(`the registry does not answer audits (${status}): ${cause}`, hint);
  if (message !== undefined || /ERR_PNPM_AUDIT_BAD_RESPONSE|audit endpoint/.test(printed) || error?.code !== undefined)
    return unavailable(`${manager} could not ask the registry: ${cause}`, hint);
  return unusable(`${manager} audit ended with code ${exitCode} and no report: ${cause}`, hint);
};
