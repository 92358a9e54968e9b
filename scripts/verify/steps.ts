import { globSync } from 'node:fs';
import { root } from './root.ts';

/** One check of the house: a command line, or several that all have to succeed. */
export interface Step {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
}

const script = (name: string): readonly string[] => ['node', `scripts/${name}.ts`];

/** Each example is a program that asserts what it shows. */
const examples = (): readonly (readonly string[])[] =>
  globSync('examples/*/src/main.ts', { cwd: root })
    .toSorted()
    .map((main) => ['tsx', '--conditions=@strata/source', main]);

/** Everything that a change has to pass, the quick ones first; `requirements` reads what `tests` has written. */
export const steps: readonly Step[] = [
  { name: 'format', commands: [['oxfmt', '--check']] },
  { name: 'lint', commands: [['oxlint']] },
  { name: 'types', commands: [['tsc', '-b']] },
  { name: 'layers', commands: [script('layers')] },
  { name: 'dead-code', commands: [['knip', '--no-progress', '--no-config-hints']] },
  { name: 'sizes', commands: [script('sizes')] },
  { name: 'reference', commands: [['node', '--conditions=@strata/source', 'scripts/reference.ts', '--check']] },
  { name: 'tests', commands: [['vitest', 'run', '--coverage']] },
  { name: 'requirements', commands: [script('requirements')] },
  { name: 'examples', commands: examples() },
  { name: 'snippets', commands: [script('snippets')] },
];

/**
 * Picks steps by the words of the command line: names to run, or `--except` and names to leave out. A name that is no
 * step gives a line that says so.
 */
export const pickSteps = (all: readonly Step[], words: readonly string[]): readonly Step[] | string => {
  const names = words.filter((word) => !word.startsWith('--'));
  const unknown = names.find((name) => !all.some((step) => step.name === name));
  if (unknown !== undefined) return `No step '${unknown}'; there are: ${all.map(({ name }) => name).join(', ')}`;
  if (words.includes('--except')) return all.filter(({ name }) => !names.includes(name));
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
};
