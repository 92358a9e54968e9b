import { githubIssueWrites, githubPullWrites } from './item-writes.ts';
import { githubItemReads, githubTreeReads } from './reads.ts';
import { githubTreeWrites } from './tree-writes.ts';

/** What GitHub promises, for the fake and for the real one. */
export const githubPromises = {
  ...githubTreeReads,
  ...githubItemReads,
  ...githubTreeWrites,
  ...githubIssueWrites,
  ...githubPullWrites,
};
