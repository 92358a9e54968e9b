import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { dockerCatalog } from '@strata/l4-wrappers/docker';
import { gitCatalog } from '@strata/l4-wrappers/git';
import { githubCatalog } from '@strata/l4-wrappers/github';
import { pytestCatalog } from '@strata/l4-wrappers/pytest';
import { scannersCatalog } from '@strata/l4-wrappers/scanners';
import { openTool } from '../packages/host-cli/src/ops/found-operation.ts';
import { toolNames } from '../packages/host-cli/src/ops/tool-registry.ts';
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

const catalogs = [githubCatalog, dockerCatalog, pytestCatalog, gitCatalog, scannersCatalog];
const ofWrapper = (tool: string): readonly string[] =>
  Object.keys(catalogs.find(({ name }) => name === tool)?.operations ?? {});

// The very tools that `strata ops` has.
const opened = await Promise.all(toolNames.map((name) => openTool(name, {})));
const tools = opened.map(({ name, operations }): ReferencedTool => ({
  name,
  operations: Object.values(operations),
  contracts: testsOf(name),
  ofWrapper: ofWrapper(name),
}));

const made = referencePage(tools);
const path = `${root}/${page}`;
const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === made;
if (process.argv.includes('--check')) {
  if (!isCurrent) {
    console.error(`${page} is older than the operations: run node --conditions=@strata/source scripts/reference.ts`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, made);
  console.log(`${page}: ${tools.map(({ name, operations }) => `${operations.length} of ${name}`).join(', ')}`);
}
