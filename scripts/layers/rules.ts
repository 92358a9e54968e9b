/**
 * Which packages of ours each package may depend on: the table of ARCHITECTURE.md. A name that is missing here may
 * import nothing, so a new package starts with a row in both places.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'l4-wrappers': ['core'],
  'l3-experts': ['core', 'l4-wrappers'],
  'l2-managers': ['core', 'l3-experts'],
  'l1-orchestrators': ['core', 'l2-managers'],
  'l0-meta': ['core', 'l1-orchestrators', 'components'],
  durable: ['core'],
  components: ['core'],
  'durable-restate': ['core', 'durable'],
  orchestration: ['core', 'durable'],
  sdlc: ['core', 'durable', 'orchestration'],
  testing: ['core', 'l4-wrappers', 'durable'],
};

/** The edges of the house, where every other package may come in; nothing imports them. */
const isHost = (name: string): boolean => name.startsWith('host-') || name === 'dashboard';

/** Whether the sources of `from` may import `to` (both without the scope). */
export const isAllowed = (from: string, to: string): boolean => {
  if (isHost(to) || to === 'testing') return false;
  return isHost(from) || (mayImport[from] ?? []).includes(to);
};

/**
 * Whether the tests of `from` may import `to`: `testing`, and whatever stands below, however deep. A manager's test may
 * therefore set up a real wrapper; the manager itself may not.
 */
export const isAllowedInTests = (from: string, to: string): boolean => {
  if (to === 'testing') return from !== 'testing';
  if (isAllowed(from, to)) return true;
  return (mayImport[from] ?? []).some((below) => isAllowedInTests(below, to));
};

/** File names that say nothing about what is inside. */
export const emptyNames: ReadonlySet<string> = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'types',
]);
