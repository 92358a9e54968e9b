import { rightFix, wrongFix } from './fixes.ts';
import { PythonMissing, pythonWithPytest } from './python-with-pytest.ts';
import { showAsData, showTable } from './show.ts';
import { type Story, tell } from './story.ts';
import { createNarrator } from './narrator.ts';

const json = process.argv.includes('--json');
const narrator = createNarrator(json ? undefined : process.stdout);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

try {
  const python = await pythonWithPytest(process.cwd(), (line) => process.stderr.write(`${line}\n`));
  const stories: Story[] = [];
  for (const fix of [rightFix, wrongFix])
    stories.push(await tell(fix, { python, narrator, signal: interrupted.signal }));
  if (json) showAsData(stories, process.stdout);
  else showTable(stories, process.stdout);
  // What an example shows, it also checks.
  if (stories.some((story) => !story.asExpected)) process.exitCode = 1;
} catch (problem) {
  if (!(problem instanceof PythonMissing)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
