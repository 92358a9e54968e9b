import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkLayers } from './layers/check.ts';
import { readPackageFolder } from './layers/package-folder.ts';

// Who may import whom: fails on an edge that the table of ARCHITECTURE.md forbids.
const packages = resolve(import.meta.dirname, '../packages');
const folders = readdirSync(packages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readPackageFolder(resolve(packages, name)));
const problems = checkLayers(folders);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else {
  const edges = folders.map(({ name, dependsOn }) => `${name} → ${dependsOn.join(', ') || 'nothing of ours'}`);
  console.log(edges.join('\n'));
}
