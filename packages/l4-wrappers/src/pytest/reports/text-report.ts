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

const indented = (text: string): string => readable(text).replaceAll(/^/gm, '    ');

/** Writes a report for a terminal or a log. */
export const writeTextReport = (content: ReportContent): string => {
  const { title, groups, coverage } = content;
  const lines = [inOneLine(title), '', summariseResults(content)];
  for (const { cause, count, tests, example } of groups) {
    lines.push('', `${count} × ${inOneLine(cause)}`);
    lines.push(...tests.slice(0, maxNamedTests).map((id) => `  ${inOneLine(id)}${flakyMark(id, content)}`));
    if (tests.length > maxNamedTests) lines.push(`  and ${tests.length - maxNamedTests} more`);
    const shown = example.traceback ?? example.message;
    if (shown !== undefined) lines.push(indented(shown));
  }
  if (coverage !== undefined) {
    lines.push('', `Coverage: ${inPercent(coverage.percent)}`);
    for (const { path, percent, missingLines } of coverage.files) {
      const missing = missingLines.length === 0 ? '' : `  missing ${inRanges(missingLines)}`;
      lines.push(`  ${inPercent(percent).padStart(7)}  ${inOneLine(path)}${missing}`);
    }
  }
  return `${lines.join('\n')}\n`;
};
