import { type AnyTool, type Call, inputOf } from '@strata/core';
import { matchesGlob, withoutDetours } from './glob.ts';
import type { ParsedRule } from './guard-rule.ts';
import { type Named, isNameless, mayBeId, nameOf, writingsOf } from './second-name.ts';

/** Every text, number and truth value below a part of an input. */
const leavesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
};

/** The values of a field, at whatever depth it stands: `path` is also that of each of `files`, `files.path` only that. */
const valuesOf = (input: unknown, field: readonly string[], at: readonly string[] = []): readonly string[] => {
  if (Array.isArray(input)) return input.flatMap((item) => valuesOf(item, field, at));
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    const place = [...at, name];
    const isIt = field.every((part, index) => place.at(index - field.length) === part);
    return isIt ? leavesOf(value) : valuesOf(value, field, place);
  });
};

/** Whether a rule is about something. `perhaps`: it is named by an id, whose name may be one that is denied. */
type About = 'yes' | 'perhaps' | 'no';

/** The names of what may be an id, as far as they could be found out. */
type KnownNames = (thing: Named) => readonly string[] | undefined;

const meansAnything = new Set(['*', '**']);

/** Every element has to fit for a yes. What may be an id is no name that a glob could mean: it has to be the very one. */
const isAllowed = (things: readonly Named[], globs: readonly string[]): boolean =>
  things.length > 0 &&
  things.every((thing) =>
    globs.some((glob) =>
      mayBeId(thing) ? glob === thing.value || meansAnything.has(glob) : matchesGlob(withoutDetours(thing.value), glob),
    ),
  );

/** However it is written. */
const isMeant = (thing: Named, patterns: readonly string[]): boolean =>
  writingsOf(thing).some((value) => {
    const direct = withoutDetours(value);
    // Some tools take what begins with a slash for what begins without.
    const written = [value, direct, direct.replace(/^\/+/, '')];
    return patterns.some((it) => written.some((text) => matchesGlob(text, it, { ignoreCase: true })));
  });

/** One element that fits is enough for a no. */
const isDenied = (things: readonly Named[], patterns: readonly string[], known: KnownNames): About => {
  const abouts = things.map((thing): About => {
    if (isMeant(thing, patterns)) return 'yes';
    if (!isNameless(thing)) return 'no';
    const names = known(thing);
    if (names === undefined) return 'perhaps';
    return names.some((value) => isMeant({ ...thing, value }, patterns)) ? 'yes' : 'no';
  });
  return abouts.find((about) => about === 'yes') ?? abouts.find((about) => about === 'perhaps') ?? 'no';
};

const isOneOf = (value: string | undefined, patterns: readonly string[] | undefined): boolean =>
  patterns === undefined || (value !== undefined && patterns.some((pattern) => matchesGlob(value, pattern)));

const thingsIn = (input: unknown, name: string): readonly Named[] => {
  const field = name.split('.');
  return valuesOf(input, field).map((value) => ({ field, value }));
};

/** Whether a rule is about this call: who, which operation, on what. */
const isAbout = (rule: ParsedRule, { operation, request, ctx }: Call, known: KnownNames): About => {
  if (!isOneOf(ctx.agent, rule.agents) || !isOneOf(operation.name, rule.operations)) return 'no';
  if (rule.effects?.includes(operation.effect) === false) return 'no';
  if (rule.where === undefined) return 'yes';
  const input = inputOf(operation, request);
  const abouts = Object.entries(rule.where).map(([field, patterns]): About => {
    const things = thingsIn(input, field);
    if (rule.decision === 'deny') return isDenied(things, patterns, known);
    return isAllowed(things, patterns) ? 'yes' : 'no';
  });
  return abouts.find((about) => about === 'no') ?? abouts.find((about) => about === 'perhaps') ?? 'yes';
};

const keyOf = ({ field, value }: Named): string => `${field.join('.')} ${value}`;

/** What the tool says of everything that a rule goes by the name of, and a call by something else. */
const askFor = async (rule: ParsedRule, { operation, request, ctx }: Call, tool: AnyTool): Promise<KnownNames> => {
  const input = inputOf(operation, request);
  const names = new Map<string, readonly string[] | undefined>();
  for (const thing of Object.keys(rule.where ?? {}).flatMap((field) => thingsIn(input, field)))
    if (isNameless(thing) && !names.has(keyOf(thing))) names.set(keyOf(thing), await nameOf(tool, thing, ctx));
  return (thing) => names.get(keyOf(thing));
};

/**
 * The first rule that is about a call. `isGuess`: it is a denial that may be, and whether it is could not be found out.
 * The tool is asked only where a denial hangs on the name of an id.
 */
export const ruleFor = async (
  rules: readonly ParsedRule[],
  call: Call,
  tool: AnyTool,
): Promise<{ readonly rule: ParsedRule; readonly isGuess: boolean } | undefined> => {
  for (const rule of rules) {
    const first = isAbout(rule, call, () => undefined);
    const about = first === 'perhaps' ? isAbout(rule, call, await askFor(rule, call, tool)) : first;
    if (about !== 'no') return { rule, isGuess: about === 'perhaps' };
  }
  return undefined;
};
