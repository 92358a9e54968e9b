import { globSync, readFileSync } from 'node:fs';
import { type FileSize, findTooLong, measure, wantedTestRatio } from './sizes/statistics.ts';
import { root } from './verify/root.ts';

// How long the files are, and how many lines of tests there are to a line of source.
const sizeOf = (path: string): FileSize => ({
  path,
  lines: readFileSync(`${root}/${path}`, 'utf8').split('\n').length - 1,
});

const paths = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root });
const isTest = (path: string): boolean => /\.(test|test-d|fixture)\.tsx?$/.test(path);
const sources = measure(paths.filter((path) => !isTest(path)).map(sizeOf));
const tests = measure(paths.filter(isTest).map(sizeOf));

for (const [name, { files, lines, median, p90, longest }] of Object.entries({ sources, tests })) {
  console.log(
    `${name}: ${files} files, ${lines} lines, median ${median}, p90 ${p90}, longest ${longest.lines} (${longest.path})`,
  );
}
const ratio = tests.lines / sources.lines;
console.log(
  `test lines to a line of source: ${ratio.toFixed(2)}${ratio < wantedTestRatio ? `, wanted ${wantedTestRatio}` : ''}`,
);

const problems = findTooLong(sources);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
