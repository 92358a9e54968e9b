import type { Colours } from './colours.ts';
import { oneLine } from './progress/text-width.ts';

/** What went wrong, without the details that only programs read. */
export interface ReportedError {
  readonly kind: string;
  readonly operation: string;
  readonly message: string;
  readonly hint?: string;
}

/** What to print on stderr when something went wrong: the cause in one line, and the next step in another. */
export const errorText = ({ message, hint }: Pick<ReportedError, 'message' | 'hint'>, colours: Colours): string => {
  const cause = `${colours.red('✖')} ${oneLine(message)}\n`;
  return hint === undefined ? cause : `${cause}${colours.dim('→')} ${oneLine(hint)}\n`;
};
