import {
  type ReportContent,
  flakyMark,
  inOneLine,
  inPercent,
  inRanges,
  maxNamedTests,
  readable,
  summariseResults,
} from './report-content.ts';

/** Text that Markdown takes as it is: no markup, no HTML, no mention of people or issues. */
const literal = (text: string): string =>
  inOneLine(text)
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~>]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;');

/** One more tick than the longest row of them inside. */
const fenceFor = (text: string, atLeast: number): string =>
  '`'.repeat(Math.max(atLeast - 1, ...(text.match(/`+/g) ?? []).map((row) => row.length)) + 1);

const code = (given: string): string => {
  const text = inOneLine(given);
  const fence = fenceFor(text, 1);
  return text.includes('`') ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
};

const block = (given: string): string => {
  const text = readable(given);
  const fence = fenceFor(text, 3);
  return `${fence}text\n${text}\n${fence}`;
};

/** A cell of a table: a bar would end it, in code too. */
const cell = (text: string): string => code(text).replaceAll('|', String.raw`\|`);

const coverageTable = (coverage: NonNullable<ReportContent['coverage']>): readonly string[] => [
  '',
  `## Coverage: ${inPercent(coverage.percent)}`,
  '',
  '| file | covered | missing lines |',
  '|---|---:|---|',
  ...coverage.files.map(
    (file) => `| ${cell(file.path)} | ${inPercent(file.percent)} | ${inRanges(file.missingLines)} |`,
  ),
];

/** Writes a report in GitHub's Markdown. What tests have put into names and messages stays text. */
export const writeMarkdownReport = (content: ReportContent): string => {
  const { title, groups, coverage } = content;
  const lines = [`# ${literal(title)}`, '', `${summariseResults(content)}.`];
  for (const { cause, count, tests, example } of groups) {
    lines.push('', `## ${count} × ${literal(cause)}`, '');
    lines.push(...tests.slice(0, maxNamedTests).map((id) => `- ${code(id)}${flakyMark(id, content)}`));
    if (tests.length > maxNamedTests) lines.push(`- and ${tests.length - maxNamedTests} more`);
    const shown = example.traceback ?? example.message;
    if (shown !== undefined) lines.push('', block(shown));
  }
  if (coverage !== undefined) lines.push(...coverageTable(coverage));
  return `${lines.join('\n')}\n`;
};
