import { refused } from '../fake/fake-refusal.ts';

/** Evaluates pytest's expressions of names, `and`, `or`, `not` and brackets ("How to invoke pytest": -m and -k). */
export const evaluate = (expression: string, holds: (name: string) => boolean): boolean => {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const broken = () => refused(`pytest refuses: wrong expression: ${expression}`);
  const single = (): boolean => {
    const token = tokens[at++];
    if (token === 'not') return !single();
    if (token === '(') {
      const inner = either();
      if (tokens[at++] !== ')') throw broken();
      return inner;
    }
    if (token === undefined || token === ')' || token === 'and' || token === 'or') throw broken();
    return holds(token);
  };
  const both = (): boolean => {
    let result = single();
    while (tokens[at] === 'and') {
      at += 1;
      const next = single();
      result &&= next;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (tokens[at] === 'or') {
      at += 1;
      const next = both();
      result ||= next;
    }
    return result;
  };
  const result = either();
  if (at < tokens.length) throw broken();
  return result;
};
