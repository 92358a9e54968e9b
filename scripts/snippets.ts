import { globSync, readFileSync } from 'node:fs';
import { extractSnippets } from './snippets/extract.ts';
import { fileNameOf, snippetFolder, writeSnippets } from './snippets/workspace.ts';
import { root } from './verify/root.ts';
import { runStep } from './verify/run-step.ts';

// Every TypeScript block of the documentation compiles and runs.
const pages = ['*.md', 'docs/**/*.md', 'examples/*/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .toSorted();
const snippets = pages.flatMap((page) => extractSnippets(page, readFileSync(`${root}/${page}`, 'utf8')));
if (snippets.length === 0 && pages.includes('README.md')) {
  console.error('No TypeScript block found in README.md or docs: the check is blind.');
  process.exit(1);
}
writeSnippets(snippets);

const print = (text: string): void => void process.stdout.write(text);
const check = async (name: string, command: readonly string[]): Promise<void> => {
  const { passed, durationMs } = await runStep({ name, commands: [command] }, print);
  console.log(`${passed ? '✓' : '✗'} ${name} (${(durationMs / 1000).toFixed(1)} s)`);
  if (!passed) process.exitCode = 1;
};

if (snippets.length > 0) await check(`${snippets.length} snippets compile`, ['tsc', '-p', snippetFolder]);
for (const snippet of snippets.filter(({ runs }) => runs)) {
  const file = `${snippetFolder}/${fileNameOf(snippet)}`;
  await check(`${snippet.page}:${snippet.line} runs`, ['tsx', '--conditions=@strata/source', file]);
}
