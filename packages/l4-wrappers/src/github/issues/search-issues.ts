import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { repository } from '../repository/repository.ts';

/** A value that stands in quotes in a query, and must not end them. */
const quotable = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^"\\]*$/, "must not hold '\"' or '\\'");

const login = z.string().regex(/^(@me|[A-Za-z0-9][A-Za-z0-9_-]{0,38}(\[bot\])?)$/, 'must be a login, or @me');

/**
 * Searches issues and pull requests. GitHub's search gives the first 1000 and no more ("REST API endpoints for search"),
 * and knows of a change only after a while: to find what was just made, list it.
 */
export const searchIssues = defineOperation({
  name: 'search_issues',
  summary: 'Search the issues and pull requests of a repository.',
  effect: 'read',
  input: z.object({
    repo: repository,
    text: z
      .string()
      .trim()
      .max(200)
      .regex(/^[^"\\:]*$/, "must not hold '\"', '\\' or ':'")
      .default('')
      .describe('Words that its title, description or comments hold.'),
    kind: z.enum(['issue', 'pr', 'any']).default('any').describe('Which to give.'),
    state: z.enum(['open', 'closed', 'merged', 'all']).default('open').describe('Which to give.'),
    labels: z.array(quotable).default([]).describe('Only those that have all of these labels.'),
    author: login.optional().describe('Only those that this user opened.'),
    assignee: login.optional().describe('Only those that are assigned to this user.'),
    mentions: login.optional().describe('Only those that mention this user.'),
    updatedSince: z.iso.datetime().optional().describe('Only those that were changed then or later.'),
    sort: z.enum(['best', 'created', 'updated', 'comments']).default('best').describe('What to sort by.'),
    direction: z.enum(['asc', 'desc']).default('desc').describe('Whether the least or the greatest comes first.'),
    ...paging,
    maxResults: z.int().min(1).max(1000).default(1000).describe('How many to give at most.'),
  }),
  output: z.object({
    issues: z.array(
      issue.extend({
        kind: z.enum(['issue', 'pr']),
        author: z.string().describe("The author's login."),
      }),
    ),
    total: z.int().describe('How many there are, given or not.'),
    ...paged,
  }),
  pages: byPage,
  tags: (input) => [input.repo],
});

type Input = z.output<typeof searchIssues.input>;

/** The query as GitHub reads it ("Searching issues and pull requests"). */
const queryOf = ({ repo, text, kind, state, labels, author, assignee, mentions, updatedSince }: Input): string =>
  [
    text,
    `repo:${repo}`,
    kind === 'any' ? '' : `is:${kind}`,
    state === 'all' ? '' : `is:${state}`,
    ...labels.map((name) => `label:"${name}"`),
    author === undefined ? '' : `author:${author}`,
    assignee === undefined ? '' : `assignee:${assignee}`,
    mentions === undefined ? '' : `mentions:${mentions}`,
    updatedSince === undefined ? '' : `updated:>=${updatedSince}`,
  ]
    .filter((part) => part !== '')
    .join(' ');

/** Performs `search_issues`. */
export const handleSearchIssues =
  (github: GitHubClient): Handler<typeof searchIssues> =>
  async (input, ctx) => {
    const { sort, direction, maxResults, page, pageSize } = input;
    const order = sort === 'best' ? {} : { sort, order: direction };
    let total = 0;
    let isWhole = true;
    const { items, ...rest } = await listPaged(github, ctx, {
      about: `the issues of ${input.repo}`,
      maxResults,
      page,
      pageSize,
      call: async (part, request) =>
        enclosedList(
          await github.rest.search.issuesAndPullRequests({ q: queryOf(input), ...order, ...part, request }),
          (data) => {
            total = data.total_count;
            isWhole &&= !data.incomplete_results;
            return data.items;
          },
        ),
      read: (item) => ({
        ...readIssue(item),
        kind: item.pull_request === undefined ? ('issue' as const) : ('pr' as const),
        author: item.user?.login ?? 'ghost',
      }),
    });
    const seen = page === undefined ? rest.count : (page - 1) * (pageSize ?? github.perPage) + rest.count;
    return { issues: items, total, ...rest, complete: rest.complete && isWhole && seen >= total };
  };
