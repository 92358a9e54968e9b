import type { AnyTool, WorkflowContext } from '@strata/core';
import { z } from 'zod';

/** Docker takes the beginning of an id for it, however short, unless something else has that very name. */
const dockerId = /^(container:)?[0-9a-f]{1,64}$/;

/** Fields whose things go by an id as well as by a name, and how such an id looks (Docker's and GitHub's). */
const ids: ReadonlyMap<string, RegExp> = new Map([
  ['container', dockerId],
  ['network', dockerId],
  ['image', /^(sha256:)?[0-9a-f]{1,64}$/],
  ['workflow', /^\d+$/],
]);

/** What tells the name of a thing by its id. An image has many, and a workflow is not shown alone. */
const looks: ReadonlyMap<string, string> = new Map([
  ['container', 'inspect_container'],
  ['network', 'inspect_network'],
]);

/** A thing as a call names it: `['networks', 'network']` and what stands there. */
export interface Named {
  readonly field: readonly string[];
  readonly value: string;
}

const lastOf = (field: readonly string[]): string => field.at(-1) ?? '';

/** Whether what stands in a field may be an id, so that its name is another. */
export const mayBeId = ({ field, value }: Named): boolean => ids.get(lastOf(field))?.test(value) === true;

/** Whether no name can be seen in it: an id, or a digest, which may be that of any tag. */
export const isNameless = (named: Named): boolean =>
  mayBeId(named) || (lastOf(named.field) === 'image' && named.value.includes('@'));

/** Whether a rule's glob goes by an id. A few letters may be a name as well; as many as Docker prints are none. */
export const isIdGlob = (named: Named): boolean => {
  const value = named.value.replaceAll(/[*?]/g, '');
  return isNameless({ ...named, value }) && (lastOf(named.field) === 'workflow' || value.length >= 12);
};

/**
 * Every way in which a name may be written. Images' names leave out `docker.io/library/` and `:latest` (the distribution
 * project's "familiar names"); a first part with a dot or a colon is another registry.
 */
export const writingsOf = ({ field, value }: Named): readonly string[] => {
  if (lastOf(field) !== 'image') return [value];
  const short = value.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
  const untagged = short.replace(/:latest$/, '');
  const names = [untagged, /:[^/]*$/.test(untagged) ? untagged : `${untagged}:latest`];
  if (/^([^/]*[.:][^/]*|localhost)\//.test(short)) return [value, ...names];
  const homes = ['', 'library/', 'docker.io/', 'docker.io/library/', 'index.docker.io/', 'index.docker.io/library/'];
  return [value, ...homes.flatMap((home) => names.map((name) => home + name))];
};

const shownShape = z.object({ name: z.string() });

/**
 * Asks the tool for the name of what may be an id; none when there is nothing of the kind. `undefined`: it cannot be
 * found out. The question is not the call's own, and an answer that was kept may be about what was there before.
 */
export const nameOf = async (
  tool: AnyTool,
  { field, value }: Named,
  ctx: WorkflowContext,
): Promise<readonly string[] | undefined> => {
  const kind = lastOf(field);
  const look = looks.get(kind);
  if (look === undefined || value.includes(':') || !Object.hasOwn(tool.operations, look)) return undefined;
  const { onPart: _onPart, callId: _callId, ...quiet } = ctx;
  // Which operation it is, TypeScript cannot know of a tool that may be any.
  const request = { operation: look, [kind]: value } as { readonly operation: string };
  const shown = await tool.execute(request, { ...quiet, fresh: true });
  if (!shown.success) return shown.error.kind === 'not_found' ? [] : undefined;
  const name = shownShape.safeParse(shown.data).data?.name;
  return name === undefined ? undefined : [name];
};
