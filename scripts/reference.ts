import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openTool } from '../packages/host-cli/src/ops/found-operation.ts';
import { toolNames } from '../packages/host-cli/src/ops/tool-registry.ts';
import { contractCasesIn } from './reference/contract-cases.ts';
import { type ReferencedTool, referencePage } from './reference/page.ts';
import { root } from './verify/root.ts';

// Writes the table of all operations; `--check` only says whether the one that is there is up to date.
const page = 'docs/reference/operations.md';

const testsOf = (name: string): ReferencedTool['contracts'] =>
  [
    { name: 'the wrapper', path: `packages/l4-wrappers/src/${name}/contract.test.ts` },
    { name: 'the fake', path: `packages/testing/src/fake-${name}/fake-${name}.test.ts` },
  ]
    .filter(({ path }) => existsSync(`${root}/${path}`))
    .map((contract) => ({ ...contract, path: `../../${contract.path}` }));

/** Where the case of each operation is, seen from the page. */
const casesOf = async (name: string): Promise<ReferencedTool['caseOf']> => {
  const folder = `packages/testing/src/contract/${name}`;
  const cases = existsSync(`${root}/${folder}`)
    ? await contractCasesIn(`${root}/${folder}`)
    : new Map<string, string>();
  return (operation) => {
    const file = cases.get(operation);
    return file === undefined ? undefined : `../../${folder}/${file}`;
  };
};

// The very tools that `strata ops` has.
const opened = await Promise.all(toolNames.map((name) => openTool(name, {})));
const tools = await Promise.all(
  opened.map(async ({ name, operations }): Promise<ReferencedTool> => ({
    name,
    operations: Object.values(operations),
    contracts: testsOf(name),
    caseOf: await casesOf(name),
  })),
);

const made = referencePage(tools);
const path = `${root}/${page}`;
const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === made;
if (process.argv.includes('--check')) {
  if (!isCurrent) {
    console.error(
      `${page} is older than the operations: run pnpm exec node --conditions=@strata/source scripts/reference.ts`,
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, made);
  console.log(`${page}: ${tools.map(({ name, operations }) => `${operations.length} of ${name}`).join(', ')}`);
}
