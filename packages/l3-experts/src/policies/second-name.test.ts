import { type Tool, createContext, createTool, defineCatalog, defineOperation } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type GuardRule, guard } from './guard.ts';

const name = z.string();
const operations = {
  stop_container: defineOperation({
    name: 'stop_container',
    summary: 'Stop a container.',
    effect: 'write',
    irreversible: 'for tests',
    input: z.object({ container: name, graceSeconds: z.int().default(10) }),
    output: z.object({}),
  }),
  run_container: defineOperation({
    name: 'run_container',
    summary: 'Run a container.',
    effect: 'write',
    irreversible: 'for tests',
    input: z.object({ image: name, network: name.default('bridge'), networks: z.array(z.object({ network: name })) }),
    output: z.object({}),
  }),
  inspect_container: defineOperation({
    name: 'inspect_container',
    summary: 'Show a container.',
    effect: 'read',
    input: z.object({ container: name }),
    output: z.object({ name }),
  }),
  dispatch_workflow: defineOperation({
    name: 'dispatch_workflow',
    summary: 'Start a workflow.',
    effect: 'write',
    irreversible: 'for tests',
    input: z.object({ workflow: name }),
    output: z.object({}),
  }),
};

interface YardOperations extends Readonly<typeof operations> {}

class Missing extends Error {}

const id = '3f2a9c81d04be7563f2a9c81d04be7563f2a9c81d04be7563f2a9c81d04be756';

/** Does nothing with things that have two names. Without `names` it cannot be asked for any. */
const open = (names?: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const did = (operation: string): Promise<Record<string, never>> => {
    asked.push(operation);
    return Promise.resolve({});
  };
  const yard: Tool<YardOperations> = createTool<YardOperations>({
    catalog: defineCatalog('yard', operations),
    classify: (thrown) =>
      thrown instanceof Missing
        ? { kind: 'not_found', message: 'no such container' }
        : { kind: 'unavailable', message: 'down', mayHaveHappened: false },
    handlers: {
      stop_container: () => did('stop_container'),
      run_container: () => did('run_container'),
      dispatch_workflow: () => did('dispatch_workflow'),
      inspect_container: async ({ container }) => {
        await did('inspect_container');
        if (names === undefined) throw new Error('down');
        const [found] = Object.keys(names).filter((it) => it.startsWith(container));
        if (found === undefined) throw new Missing();
        return { name: names[found] ?? '' };
      },
    },
  });
  return { yard, asked };
};
const everything: GuardRule = { name: 'everything', decision: 'allow' };
const denying = (where: GuardRule['where'] & object): readonly GuardRule[] => [
  { name: 'not this', decision: 'deny', where },
  everything,
];

const stop = (container: string) => ({ operation: 'stop_container', container }) as const;
const run = (image: string, network = 'bridge', further: readonly string[] = []) =>
  ({ operation: 'run_container', image, network, networks: further.map((it) => ({ network: it })) }) as const;
const dispatch = (workflow: string) => ({ operation: 'dispatch_workflow', workflow }) as const;

type Request = ReturnType<typeof stop> | ReturnType<typeof run> | ReturnType<typeof dispatch>;
const ruleOf = async (rules: readonly GuardRule[], request: Request, names?: Readonly<Record<string, string>>) => {
  const answer = await guard({ rules })(open(names).yard).execute(request, createContext());
  return answer.success ? 'passed' : answer.error.kind === 'forbidden' ? answer.error.rule : answer.error.kind;
};

describe('S60: a denial that goes by name refuses what it cannot tell the name of', () => {
  test.each<[GuardRule['where'] & object, Request, 'not this' | 'passed']>([
    [{ container: ['prod-*'] }, stop('prod-db'), 'not this'],
    [{ container: ['prod-*'] }, stop(id), 'not this'],
    [{ container: ['prod-*'] }, stop(id.slice(0, 12)), 'not this'],
    [{ container: ['prod-*'] }, stop('3'), 'not this'],
    // A name that may be the beginning of an id: nobody knows which container Docker takes it for.
    [{ container: ['prod-*'] }, stop('cafe'), 'not this'],
    [{ container: ['prod-*'] }, stop('my-db'), 'passed'],
    [{ container: ['prod-*'] }, stop(`${id}0`), 'passed'],
    [{ container: ['prod-*'], graceSeconds: ['0'] }, stop(id), 'passed'],
    [{ network: ['prod-*'] }, run('app:1', id.slice(0, 12)), 'not this'],
    [{ network: ['prod-*'] }, run('app:1', 'test-net', [id]), 'not this'],
    [{ 'networks.network': ['prod-*'] }, run('app:1', 'test-net', ['ab12']), 'not this'],
    [{ network: ['container:prod-*'] }, run('app:1', `container:${id}`), 'not this'],
    [{ network: ['prod-*'] }, run('app:1', 'test-net'), 'passed'],
    [{ image: ['bad/*'] }, run('bad/app'), 'not this'],
    [{ image: ['bad/*'] }, run(`sha256:${id}`), 'not this'],
    [{ image: ['bad/*'] }, run(id.slice(0, 12)), 'not this'],
    [{ image: ['bad/*'] }, run(`good/app@sha256:${id}`), 'not this'],
    [{ image: ['bad/*'] }, run('docker.io/bad/app:1'), 'not this'],
    [{ image: ['bad/*'] }, run('index.docker.io/bad/app'), 'not this'],
    [{ image: ['docker.io/bad/*'] }, run('bad/app'), 'not this'],
    [{ image: ['python:latest'] }, run('python'), 'not this'],
    [{ image: ['python'] }, run('docker.io/library/python:latest'), 'not this'],
    [{ image: ['library/python:3.8'] }, run('python:3.8'), 'not this'],
    [{ image: ['bad/*'] }, run('ghcr.io/bad/app:1'), 'passed'],
    [{ image: ['python:latest'] }, run('python:3.12'), 'passed'],
    [{ workflow: ['deploy.yml'] }, dispatch('161335'), 'not this'],
    [{ workflow: ['deploy.yml'] }, dispatch('ci.yml'), 'passed'],
  ])('%j: %j: %s', async (where, request, expected) => {
    expect(await ruleOf(denying(where), request)).toBe(expected);
  });

  test('and says what to do', async () => {
    const { yard, asked } = open();
    const answer = await guard({ rules: denying({ container: ['prod-*'] }) })(yard).execute(stop(id), createContext());
    expect(asked).toEqual(['inspect_container']);
    expect(answer).toMatchObject({
      error: {
        kind: 'forbidden',
        hint: 'Give it by its name: a rule that goes by names cannot tell what an id is of.',
      },
      meta: { attempts: 0 },
    });
  });

  test.each<[string, 'not this' | 'passed', string?]>([
    [id, 'not this', 'prod-db'],
    [id.slice(0, 12), 'not this', 'PROD-db'],
    [id, 'passed', 'test-db'],
    ['3', 'passed', 'test-db'],
    // There is nothing that it could be, which is the tool's to say.
    ['cafe', 'passed', 'prod-db'],
  ])('unless the tool tells it: %s %s', async (container, expected, called = '') => {
    expect(await ruleOf(denying({ container: ['prod-*'] }), stop(container), { [id]: called })).toBe(expected);
  });

  test('and asks for it only where that decides', async () => {
    const { yard, asked } = open({ [id]: 'test-db' });
    const guarded = guard({
      rules: [
        { name: 'nobody of these', decision: 'deny', agents: ['bot-*'], where: { container: ['prod-*'] } },
        { name: 'not at once', decision: 'deny', where: { container: ['prod-*'], graceSeconds: ['0'] } },
        everything,
      ],
    })(yard);
    await guarded.execute(stop(id), createContext({ agent: 'ann' }));
    await guarded.execute(stop('prod-db'), createContext({ agent: 'bot-1' }));
    expect(asked).toEqual(['stop_container']);
    await guarded.execute(stop(id), createContext({ agent: 'bot-1' }));
    expect(asked).toEqual(['stop_container', 'inspect_container', 'stop_container']);
  });

  test.each<GuardRule['where'] & object>([
    { container: [id] },
    { container: [`${id.slice(0, 12)}*`] },
    { network: [id] },
    { 'networks.network': [id] },
    { image: [`sha256:${id}`] },
    { image: [`bad/app@sha256:${id}`] },
    { workflow: ['161335'] },
  ])('one that goes by an id is a TypeError, since whoever uses the name would pass: %j', (where) => {
    expect(() => guard({ rules: denying(where) })).toThrow(/^guard: rules\.0\.where\..*: .* has a name as well/);
    expect(() => guard({ rules: [{ name: 'this', decision: 'allow', where }] })).not.toThrow();
  });
});

describe('S60: what may be an id', () => {
  const allowing = (where: GuardRule['where'] & object): readonly GuardRule[] => [
    { name: 'this', decision: 'allow', where },
  ];

  test.each<[GuardRule['where'] & object, Request, 'otherwise' | 'passed']>([
    [{ container: ['app-*'] }, stop('app-db'), 'passed'],
    [{ container: ['app-*'] }, stop(id), 'otherwise'],
    // The glob means names, and an id that begins like them is of any container.
    [{ container: ['db*'] }, stop('db12'), 'otherwise'],
    [{ container: ['db*'] }, stop('db-1'), 'passed'],
    [{ container: ['db'] }, stop('db'), 'passed'],
    [{ container: [id] }, stop(id), 'passed'],
    [{ container: ['*'] }, stop(id), 'passed'],
    [{ container: ['**'] }, stop(id), 'passed'],
    [{ image: ['mine/*'] }, run(`mine/app@sha256:${id}`), 'passed'],
    [{ image: ['mine/*'] }, run(`sha256:${id}`), 'otherwise'],
    [{ image: ['python'] }, run('docker.io/library/python'), 'otherwise'],
    [{ workflow: ['ci*'] }, dispatch('161335'), 'otherwise'],
  ])('an allowing rule takes it for no name of a glob: %j: %j: %s', async (where, request, expected) => {
    expect(await ruleOf(allowing(where), request)).toBe(expected);
  });
});
