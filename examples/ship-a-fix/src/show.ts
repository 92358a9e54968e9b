import type { Story } from './story.ts';

const inWords = (story: Story): string =>
  story.outcome === 'merged'
    ? `pull request #${story.pullRequest} merged`
    : `pull request #${story.pullRequest} refused, ${story.undone.length} effects undone`;

const pad = (text: string, width: number): string => text.padEnd(width);

/** The times worth reading: what took at least a hundredth of a second, slowest first. */
const slowest = (story: Story): string =>
  story.steps
    .filter((step) => !step.name.endsWith('run_ci') && step.durationMs >= 10)
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, 5)
    .map((step) => `${step.name} ${(step.durationMs / 1000).toFixed(2)} s`)
    .join(', ');

/** What happened, as a short table. */
export const showTable = (stories: readonly Story[], stream: NodeJS.WritableStream): void => {
  const rows = stories.map((story) => [
    story.name,
    inWords(story),
    `${story.tests.passed} passed, ${story.tests.failed} failed`,
    String(story.githubCalls),
  ]);
  const header = ['story', 'what happened', 'tests', 'GitHub calls'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  stream.write(`\n${line(header)}\n${widths.map((width) => '─'.repeat(width)).join('   ')}\n`);
  for (const row of rows) stream.write(`${line(row)}\n`);
  stream.write('\nTime per step\n');
  for (const story of stories) stream.write(`  ${story.name}: ${slowest(story)}\n`);
  stream.write('\nRead on: README.md, examples/ship-a-fix/src/story.ts, ARCHITECTURE.md\n');
};

/** The same as one JSON document. */
export const showAsData = (stories: readonly Story[], stream: NodeJS.WritableStream): void => {
  stream.write(`${JSON.stringify({ stories }, null, 2)}\n`);
};
