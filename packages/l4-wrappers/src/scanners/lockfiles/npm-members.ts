import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';

const lockfile = z.object({
  packages: z.record(z.string(), z.looseObject({ link: z.boolean().optional(), resolved: z.string().optional() })),
});

/** A member of a workspace: its folder, relative to the workspace's own, and what the lockfile knows of its manifest. */
export interface NpmMember {
  readonly folder: string;
  readonly manifest: unknown;
}

const isBelow = (folder: string): boolean => {
  const [first] = normalize(folder).split(/[/\\]/);
  return !isAbsolute(folder) && first !== '..' && !/[\0:]/.test(folder);
};

/** The members that a package-lock.json names, as far as they lie below its folder. Version 1 of the format knows none. */
export const npmMembers = (text: string): readonly NpmMember[] => {
  const parsed = lockfile.safeParse(JSON.parse(text));
  const entries = Object.entries(parsed.data?.packages ?? {});
  const names = new Map(entries.flatMap(([key, { link, resolved }]) => (link === true ? [[resolved, key]] : [])));
  return entries
    .filter(([folder]) => folder !== '' && !folder.includes('node_modules') && isBelow(folder))
    .map(([folder, entry]) => {
      const name = names.get(folder)?.replace(/^.*node_modules\//, '');
      return { folder, manifest: { ...(name === undefined ? {} : { name }), ...entry } };
    });
};
