/** Something that does not fit GitHub's own document. */
export interface ContractProblem {
  /** The operation as in GitHub's docs, or what was asked when they know none. */
  readonly route: string;
  readonly side: 'request' | 'response';
  /** The field, without the numbers of items: `/labels/…/color`. */
  readonly at: string;
  readonly message: string;
}

/** A problem in one line, the same for each item of a list. */
export const lineOf = ({ route, side, at, message }: ContractProblem): string =>
  `${route} ${side}${at === '' ? '' : ` ${at}`}: ${message}`;
