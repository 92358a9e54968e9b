import type { z } from 'zod';

/** An answer that is not what Docker's API says it is: of an engine of another kind, or of something in between. */
export class UnexpectedAnswer extends Error {
  constructor(about: string, why: string) {
    super(`the engine's answer about ${about} is not what was expected: ${why}`);
    this.name = 'UnexpectedAnswer';
  }
}

const wordsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');

/**
 * Reads an answer of the engine's.
 *
 * @throws UnexpectedAnswer when it is something else.
 */
export const parseAnswer = <Shape extends z.ZodType>(shape: Shape, answer: unknown, about: string): z.output<Shape> => {
  const parsed = shape.safeParse(answer);
  if (!parsed.success) throw new UnexpectedAnswer(about, wordsOf(parsed.error));
  return parsed.data;
};
