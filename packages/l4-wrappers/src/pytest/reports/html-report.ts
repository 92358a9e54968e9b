import {
  type ReportContent,
  flakyMark,
  inPercent,
  inRanges,
  maxNamedTests,
  readable,
  summariseResults,
} from './report-content.ts';
import { escapeXml } from './xml-text.ts';

/** Everything that the page needs; it loads nothing and runs nothing, which its policy says too. */
const style = `
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; --quiet: #777; }
@media (prefers-color-scheme: dark) { :root { --bad: #ef9a9a; --good: #a5d6a7; --quiet: #aaa; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td.number { text-align: right; white-space: nowrap; }
.failed, .error, .red { color: var(--bad); }
.passed, .green { color: var(--good); }
.skipped, .xfailed, .xpassed { color: var(--quiet); }
`;

const safe = (text: string): string => escapeXml(readable(text)).replaceAll('&#10;', '\n').replaceAll('&#9;', '\t');

const failures = (content: ReportContent): string =>
  content.groups
    .map(({ cause, count, tests, example }) => {
      const named = tests
        .slice(0, maxNamedTests)
        .map((id) => `<li><code>${safe(id)}</code>${flakyMark(id, content)}</li>`);
      const more = tests.length > maxNamedTests ? [`<li>and ${tests.length - maxNamedTests} more</li>`] : [];
      const shown = example.traceback ?? example.message ?? '';
      return [
        `<h2 class="red">${count} × ${safe(cause)}</h2>`,
        `<ul>${[...named, ...more].join('')}</ul>`,
        shown === '' ? '' : `<pre>${safe(shown)}</pre>`,
      ].join('\n');
    })
    .join('\n');

const testTable = ({ results, flaky }: ReportContent): string => {
  const rows = results.tests.map(
    ({ id, outcome, durationMs }) =>
      `<tr><td><code>${safe(id)}</code></td><td class="${outcome}">${outcome}${flaky.has(id) ? ', flaky' : ''}</td><td class="number">${durationMs.toFixed(1)} ms</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Test</th><th scope="col">Outcome</th><th scope="col">Duration</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
};

const coverageTable = ({ coverage }: ReportContent): string => {
  if (coverage === undefined) return '';
  const rows = coverage.files.map(
    ({ path, percent, missingLines }) =>
      `<tr><td><code>${safe(path)}</code></td><td class="number">${inPercent(percent)}</td><td>${inRanges(missingLines)}</td></tr>`,
  );
  return `<h2>Coverage: ${inPercent(coverage.percent)}</h2>
<table><thead><tr><th scope="col">File</th><th scope="col">Covered</th><th scope="col">Missing lines</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
};

/** Writes one HTML page, light or dark as the reader has it, that loads nothing. What tests have written stays text. */
export const writeHtmlReport = (content: ReportContent): string => {
  const { title, results } = content;
  const verdict = results.failed + results.errors > 0 ? 'red' : 'green';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${safe(title)}</h1>
<p class="${verdict}">${safe(summariseResults(content))}</p>
${failures(content)}
${coverageTable(content)}
<h2>All tests</h2>
${testTable(content)}
</main>
</body>
</html>
`;
};
