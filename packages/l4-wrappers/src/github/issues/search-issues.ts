import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { login } from './login.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { repository } from '../repository/repository.ts';

/** A value that stands in quotes in a query, and must not end them. */
const quotable = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^"\\]*$/, "must not hold '\"' or '\\'");

/** `@me` is whom the token is of. */
const loginOrMe = z.union([z.literal('@me'), login], { error: 'must be a login, or @me' });

/**
 * Searches issues and pull requests. GitHub's search gives the first 1000 and no more ("REST API endpoints for search"),
 * and knows of a change only after a while: to find what was just made, list it. Each word of `text` stands for itself:
 * none is an operator of GitHub's.
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
    author: loginOrMe.optional().describe('Only those that this user opened.'),
    assignee: loginOrMe.optional().describe('Only those that are assigned to this user.'),
    mentions: loginOrMe.optional().describe('Only those that mention this user.'),
    updatedSince: z.iso.datetime().optional().describe('Only those that were changed then or later.'),
    sort: z.enum(['best', 'created', 'updated', 'comments']).default('best').describe('What to sort by.'),
    direction: z.enum(['asc', 'desc']).default('desc').describe('Whether the least or the greatest comes first.'),
    ...paging,
    maxResults: z.int().min(1).max(1000).default(1000).describe('How many to give at most.'),
  }),
  output: z.object({
    issues: z.array(issue.extend({ kind: z.enum(['issue', 'pr']) })),
    total: z.int().describe('How many there are, given or not.'),
    ...paged,
  }),
  pages: byPage,
  tags: (input) => [input.repo],
});

type Input = z.output<typeof searchIssues.input>;

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** The query as GitHub reads it ("Searching issues and pull requests"). */
const queryOf = ({ repo, text, kind, state, labels, author, assignee, mentions, updatedSince }: Input): string =>
  [
    ...words(text).map((word) => `"${word}"`),
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
    let foreign = 0;
    const own = `/repos/${input.repo}`.toLowerCase();
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
      isSifted: true,
      read: (item) => {
        // Whatever the query was taken for, what is of another repository is not what was asked for.
        if (!item.repository_url.toLowerCase().endsWith(own)) {
          foreign += 1;
          return undefined;
        }
        return { ...readIssue(item), kind: item.pull_request === undefined ? ('issue' as const) : ('pr' as const) };
      },
    });
    const seen = (page === undefined ? 0 : (page - 1) * (pageSize ?? github.perPage)) + rest.count + foreign;
    return { issues: items, total: total - foreign, ...rest, complete: rest.complete && isWhole && seen >= total };
  };
