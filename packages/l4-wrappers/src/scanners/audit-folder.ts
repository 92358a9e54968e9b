import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { npmMembers } from './lockfiles/npm-members.ts';
import { registryInNpmrc, registryInWorkspace } from './project-registry.ts';
import { readProblem } from './scanned-folder.ts';
import { ScannerError } from './scanner-error.ts';
import { readTextFile } from './text-file.ts';

/** What is audited: where it was found, and the lockfile as it was read there. */
export interface AuditedProject {
  readonly root: string;
  readonly lockfile: { readonly name: string; readonly text: string };
}

/** The largest manifest or configuration that is read, in bytes. */
const maxBytes = 2 ** 22;

/** What a lockfile is compared with. Scripts, and the versions of programs that a project asks for, are not among it. */
const dependencies = z.object({
  name: z.unknown().optional(),
  version: z.unknown().optional(),
  dependencies: z.unknown().optional(),
  devDependencies: z.unknown().optional(),
  optionalDependencies: z.unknown().optional(),
  peerDependencies: z.unknown().optional(),
  peerDependenciesMeta: z.unknown().optional(),
  bundleDependencies: z.unknown().optional(),
  bundledDependencies: z.unknown().optional(),
  workspaces: z.unknown().optional(),
  overrides: z.unknown().optional(),
});

/** What a file of the project says; `undefined` when it is not there. What is there and cannot be read is not passed over. */
const readIn = async <Value>(root: string, name: string, read: (text: string) => Value): Promise<Value | undefined> => {
  try {
    const file = await readTextFile(join(root, name), maxBytes);
    if (file.kind !== 'text') throw new Error('it is no text of a usual size');
    return read(file.text);
  } catch (cause) {
    if (cause instanceof ScannerError) throw cause;
    if (readProblem(cause) === 'ENOENT') return undefined;
    const message = `${name} cannot be read`;
    throw new ScannerError({ kind: 'refused', message, hint: `Repair ${name}, or take it away.` }, { cause });
  }
};

const copy = async (folder: string, { root, lockfile }: AuditedProject): Promise<void> => {
  const place = (name: string, text: string) => writeFile(join(folder, name), text);
  await place(lockfile.name, lockfile.text);
  // npm takes what only a member needs for superfluous when the member is not there.
  for (const { folder: member, manifest } of lockfile.name.endsWith('.json') ? npmMembers(lockfile.text) : []) {
    await mkdir(join(folder, member), { recursive: true });
    await place(join(member, 'package.json'), JSON.stringify(dependencies.parse(manifest)));
  }
  const manifest = await readIn(root, 'package.json', (text) => dependencies.parse(JSON.parse(text)));
  if (manifest !== undefined) await place('package.json', JSON.stringify(manifest));
  const registry =
    (await readIn(root, 'pnpm-workspace.yaml', registryInWorkspace)) ?? (await readIn(root, '.npmrc', registryInNpmrc));
  if (registry !== undefined) await place('.npmrc', `registry=${registry}\n`);
  // Without one pnpm takes the next that lies above, whosever that is.
  await place('pnpm-workspace.yaml', 'packages:\n  - .\n');
};

/**
 * Lends a folder with a copy of what an audit needs: the lockfile, the dependencies, and which registry is asked. A package
 * manager that worked in the project itself would run its .pnpmfile, fetch the version of itself that the project asks
 * for, and send what its .npmrc makes of the caller's environment.
 */
export const withAuditFolder = async <Output>(
  project: AuditedProject,
  use: (folder: string) => Promise<Output>,
): Promise<Output> => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'strata-audit-'));
  try {
    await copy(folder, project);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * What a package manager may see of the caller's environment: what programs need to run and to reach the network, and
 * npm's own variables, with the two that documentation and CI systems put a registry's token into.
 */
const needed =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|XDG_\w+|PNPM_HOME|COREPACK_\w+|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:HTTPS?|ALL|NO)_PROXY|P?NPM_CONFIG_.*|NPM_TOKEN|NODE_AUTH_TOKEN|APPDATA|LOCALAPPDATA|USERPROFILE|SYSTEMROOT|PATHEXT|COMSPEC)$/i;

/** Takes everything else of this process's environment away from a command. */
export const withoutSecrets = (): Readonly<Record<string, undefined>> =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => !needed.test(name))
      .map((name) => [name, undefined]),
  );
