import type { Answer } from './github-client.ts';

/** Some of GitHub's lists come inside an object, beside their count; this takes one out. */
export const enclosedList = <Data, Item>(
  answer: Answer<Data>,
  list: (data: Data) => readonly Item[],
): Answer<readonly Item[]> => ({
  ...answer,
  // A redirection, an empty answer and one that broke off have no object; whoever reads the list finds that out.
  data: typeof answer.data === 'object' && answer.data !== null ? list(answer.data) : (undefined as never),
});
