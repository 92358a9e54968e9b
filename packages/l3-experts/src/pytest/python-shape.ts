import { createHash } from 'node:crypto';

/** A logical line of Python: it ends where no bracket and no string is open. Numbers count from 0. */
interface LogicalLine {
  readonly first: number;
  readonly last: number;
  readonly indent: string;
  readonly text: string;
}

/** The body of an outermost function, its docstring left out; lines count from 0. */
interface Body {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** What is passed over at a time: comments, strings, and a line that goes on in the next one. */
const token = /#[^\n]*|("""|''')(?:\\[^]|(?!\1)[^])*\1|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|\\\r?\n|[^]/g;

/** Nobody writes this inside of brackets: then it was not understood where they end. */
const newStatement = /^(?:def|class|@|import|from|async)\b/;

/** Divides a source into logical lines; `undefined` when it is not understood. */
const logicalLines = (source: string): readonly LogicalLine[] | undefined => {
  const lines: LogicalLine[] = [];
  const physical = source.split('\n');
  let depth = 0;
  let [line, first, text] = [0, 0, ''];
  const end = (): void => {
    if (text.trim() !== '') lines.push({ first, last: line, indent: /^[ \t\f]*/.exec(text)?.[0] ?? '', text });
    [first, text] = [line + 1, ''];
  };
  for (const [found] of source.matchAll(token)) {
    if (found === '"' || found === "'") return undefined;
    if ('([{'.includes(found)) depth += 1;
    if (')]}'.includes(found)) depth -= 1;
    if (found === '\n' && depth === 0) end();
    else if (!found.startsWith('#')) text += found;
    line += found.split('\n').length - 1;
    if (depth < 0 || (found === '\n' && depth > 0 && newStatement.test(physical[line] ?? ''))) return undefined;
  }
  if (depth !== 0) return undefined;
  end();
  return lines;
};

/** The bodies of all functions that stand in no other one. One on the same line as its `def` counts as run at import. */
const bodiesIn = (lines: readonly LogicalLine[]): readonly Body[] => {
  const bodies: Body[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const { indent, text } = lines[index] ?? { indent: '', text: '' };
    const name = /^\s*(?:async\s+)?def\s+(\w+)/.exec(text)?.[1];
    if (name === undefined || !text.trimEnd().endsWith(':')) continue;
    let after = index + 1;
    const isInside = (one: LogicalLine | undefined): one is LogicalLine =>
      one !== undefined && one.indent !== indent && one.indent.startsWith(indent);
    while (isInside(lines[after])) after += 1;
    // Libraries read docstrings when they are imported, to make command lines of functions, for instance.
    const start = /^\s*[rRuUbBfF]{0,2}["']/.test(lines[index + 1]?.text ?? '') ? index + 2 : index + 1;
    const [from, to] = [lines[start], lines[after - 1]];
    if (from !== undefined && to !== undefined && start < after)
      bodies.push({ name, first: from.first, last: to.last });
    index = after - 1;
  }
  return bodies;
};

/** Names of functions with their number among those of the same name. */
const numbered = (bodies: readonly Body[]): readonly Body[] =>
  bodies.map((body, index) => {
    const before = bodies.slice(0, index).filter(({ name }) => name === body.name).length;
    return { ...body, name: `${body.name} ${before}` };
  });

/** What of a Python module more than the tests that ran it may depend on. */
export interface ModuleShape {
  /** The functions whose bodies count too. */
  readonly shared: readonly string[];
  /** A hash of what does not stand in any other function. */
  readonly hash: string;
}

/** A hash of a Python module without the bodies of its functions, the shared ones excepted. */
export const hashShape = (source: string, shared: readonly string[]): string => {
  const hash = createHash('sha256');
  const lines = logicalLines(source);
  if (lines === undefined) return hash.update(source).digest('hex');
  const hidden = numbered(bodiesIn(lines)).filter(({ name }) => !shared.includes(name));
  const seen = source
    .split('\n')
    .filter((_, index) => !hidden.some(({ first, last }) => index >= first && index <= last));
  return hash.update(JSON.stringify([seen, hidden.map(({ name }) => name)])).digest('hex');
};

/**
 * The shape of a module of which these lines (from 1) ran at import or for several tests. `undefined`: any change counts,
 * because the module is not understood, or was imported by a test, which ran for all others what happened then.
 */
export const shapeOf = (source: string, sharedLines: readonly number[]): ModuleShape | undefined => {
  const lines = logicalLines(source);
  if (lines === undefined) return undefined;
  const bodies = numbered(bodiesIn(lines));
  const ranIn = ({ first, last }: Body): boolean => sharedLines.some((line) => line - 1 >= first && line - 1 <= last);
  if (sharedLines.every((line) => bodies.some(({ first, last }) => line - 1 >= first && line - 1 <= last)))
    return undefined;
  const shared = bodies.filter(ranIn).map(({ name }) => name);
  return { shared, hash: hashShape(source, shared) };
};
