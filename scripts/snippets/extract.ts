/** One TypeScript block of a Markdown page. */
export interface Snippet {
  /** The page, from the root. */
  readonly page: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** Whether it may run: `ts no-run` marks one that needs what a check does not have. */
  readonly runs: boolean;
}

const fence = /^(\s*)(`{3,})\s*(\S*)[ \t]*(.*)$/;
const typescript: ReadonlySet<string> = new Set(['ts', 'typescript']);

/** An open fence while a page is read. */
interface OpenBlock {
  readonly indent: string;
  readonly ticks: string;
  readonly language: string;
  readonly marks: string;
  readonly line: number;
  readonly code: readonly string[];
}

const toSnippet = (page: string, block: OpenBlock): Snippet => ({
  page,
  line: block.line,
  code: `${block.code.map((line) => (line.startsWith(block.indent) ? line.slice(block.indent.length) : line)).join('\n')}\n`,
  runs: !block.marks.split(/\s+/).includes('no-run'),
});

/**
 * The TypeScript blocks of a page, in order. Blocks of other languages are passed over.
 *
 * @throws Error on a fence that is never closed: the rest of the page would not be checked.
 */
export const extractSnippets = (page: string, markdown: string): readonly Snippet[] => {
  const snippets: Snippet[] = [];
  let open: OpenBlock | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, indent = '', ticks = '', language = '', marks = ''] = fence.exec(text) ?? [];
    if (!open) {
      if (ticks) open = { indent, ticks, language, marks, line: index + 2, code: [] };
    } else if (ticks.length >= open.ticks.length && language === '') {
      if (typescript.has(open.language)) snippets.push(toSnippet(page, open));
      open = undefined;
    } else open = { ...open, code: [...open.code, text] };
  }
  if (open) throw new Error(`${page}:${open.line - 1}: this code block is never closed`);
  return snippets;
};
