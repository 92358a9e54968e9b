import { ScannerError } from './scanner-error.ts';

const refused = (message: string): ScannerError =>
  new ScannerError({ kind: 'refused', message, hint: 'Name the registry with the input registry.' });

/** A value of an .npmrc, which may stand in quotes (docs.npmjs.com, "npmrc"). */
const unquoted = (value: string): string => value.trim().replace(/^(["'])(.*)\1$/, '$2');

const addressOf = (value: string, file: string): string => {
  // It would be whatever the caller's environment holds, and a token in an address goes wherever that leads.
  if (value.includes('${')) throw refused(`${file} names a registry with a variable of the environment`);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refused(`${file} names no registry of http or https`);
  return url.href;
};

/** The registry that an .npmrc of a project names, the last one when there are more; `undefined` when it names none. */
export const registryInNpmrc = (text: string): string | undefined => {
  const value = [...text.matchAll(/^[^\S\n]*registry[^\S\n]*=(.*)$/gm)].at(-1)?.[1];
  return value === undefined ? undefined : addressOf(unquoted(value), '.npmrc');
};

/**
 * The same of a pnpm-workspace.yaml: `registry`, or `default` below `registries` (pnpm.io, "Settings
 * (pnpm-workspace.yaml)"), as people write them: a key to a line.
 */
export const registryInWorkspace = (text: string): string | undefined => {
  const plain = text.match(/^registry:[^\S\n]+(\S+)/m)?.[1];
  const below = text.match(/^registries:[^\S\n]*\n(?:[^\S\n]+.*\n)*?[^\S\n]+["']?default["']?:[^\S\n]+(\S+)/m)?.[1];
  const value = plain ?? below;
  return value === undefined ? undefined : addressOf(unquoted(value), 'pnpm-workspace.yaml');
};
