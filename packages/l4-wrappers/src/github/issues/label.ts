import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { orMissing } from '../client/missing.ts';
import type { Item } from '../pull-requests/pull-state.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** A label's name. GitHub takes no notice of its case. */
export const labelName = z.string().trim().min(1).describe("A label's name.");

/** A label as it is shown. */
export const label = z.object({
  name: z.string(),
  color: z.string().describe('Six hexadecimal digits.'),
  description: z.string(),
  url: webAddress.describe("Its address in GitHub's API."),
});

/** What GitHub answers about a label, as far as it is read here. */
interface GitHubLabel {
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly url: string;
}

/** Reads a label out of GitHub's answer. */
export const readLabel = ({ name, color, description, url }: GitHubLabel): z.input<typeof label> => ({
  name,
  color,
  description: description ?? '',
  url,
});

/** The names of labels out of GitHub's answer: all texts, as they are worked with. */
export const readLabelNames = (labels: readonly { readonly name: string }[]): string[] =>
  z.array(z.string()).parse(labels.map((it) => it.name));

/** The labels that an issue or a pull request has. It can have a hundred, which is one page. */
export const labelsOn = (github: GitHubClient, ctx: HandlerContext, { repo, number }: Item): Promise<string[]> =>
  github.ask(
    ctx,
    `#${number} in ${repo}`,
    (request) =>
      github.rest.issues.listLabelsOnIssue({ ...coordinatesOf(repo), issue_number: number, per_page: 100, request }),
    readLabelNames,
  );

/** A label of a repository, or `undefined` when it has none of this name. */
export const findLabel = (
  github: GitHubClient,
  ctx: HandlerContext,
  repo: string,
  name: string,
): Promise<z.input<typeof label> | undefined> =>
  orMissing(
    github.ask(
      ctx,
      `label '${name}' in ${repo}`,
      (request) => github.rest.issues.getLabel({ ...coordinatesOf(repo), name, request }),
      (answer) => label.parse(readLabel(answer)),
    ),
  );
