import { type Tool, createContext, createTool, defineCatalog, defineOperation } from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from './audit.ts';

const map = z.record(z.string(), z.string()).default({});
const operations = {
  // The fields of all catalogs that callers put passwords into, and that programs print them to.
  do_it: defineOperation({
    name: 'do_it',
    summary: 'Do it.',
    effect: 'write',
    irreversible: 'for tests',
    input: z.object({ env: map, inputs: map, buildArgs: map, driverOptions: map, options: map, labels: map }),
    output: z.object({ exitCode: z.int(), stdout: z.string(), stderr: z.string(), log: z.string() }),
  }),
};
const catalog = defineCatalog('all', operations);
const tool: Tool<typeof operations> = createTool<typeof operations>({
  catalog,
  classify: () => undefined,
  handlers: {
    do_it: ({ env }) => {
      const said = Object.values(env).join();
      return Promise.resolve({ exitCode: 0, stdout: said, stderr: said, log: said });
    },
  },
});

test.each(['env', 'inputs', 'buildArgs', 'driverOptions', 'options'] as const)(
  'S61: no record shows the values of %s, nor what a program has printed; names, codes and labels it shows',
  async (field) => {
    const lines: string[] = [];
    const sink = { last: async () => lines.at(-1), append: async (line: string) => void lines.push(line) };
    const request = { operation: 'do_it', labels: { team: 'shop' }, [field]: { db_password: 'hunter2' } } as const;
    expect(await audit({ sink })(tool).execute(request, createContext())).toMatchObject({ success: true });
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { input: { [field]: { db_password: '[hidden]' }, labels: { team: 'shop' } } },
      { details: { exitCode: 0, stdout: '[hidden]', stderr: '[hidden]', log: '[hidden]' } },
    ]);
  },
);
