import { recalledHeader } from './conditional-fetch.ts';
import type { Answer } from './github-client.ts';

/**
 * Some of GitHub's lists come inside an object, beside their count; this takes one out. What stands beside it tells of
 * the whole list, so an answer that is the same as before goes on as it did before, and is as good as a new one.
 */
export const enclosedList = <Data, Item>(
  answer: Answer<Data>,
  list: (data: Data) => readonly Item[],
): Answer<readonly Item[]> => ({
  ...answer,
  headers: { ...answer.headers, [recalledHeader]: undefined },
  // A redirection, an empty answer and one that broke off have no object; whoever reads the list finds that out.
  data: typeof answer.data === 'object' && answer.data !== null ? list(answer.data) : (undefined as never),
});
