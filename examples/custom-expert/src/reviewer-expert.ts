import { type Tool, compose } from '@strata/core';
import { type AuditSink, type GitHubOperations, type GuardRule, GitHubExpert, audit, guard } from '@strata/l3-experts';
import { signed } from './signature.ts';

export interface ReviewerExpertOptions {
  /** The repositories that it may look at, as globs. */
  readonly repos: readonly string[];
  /** Where the record of what it did goes. */
  readonly sink: AuditSink;
}

const rulesFor = (repos: readonly string[]): readonly GuardRule[] => [
  { name: 'reviewers read', decision: 'allow', effects: ['read'], where: { repo: repos } },
  {
    name: 'reviewers comment',
    decision: 'allow',
    operations: ['add_comment'],
    where: { repo: repos },
    budget: { writes: 2, perMs: 60_000 },
  },
];

/**
 * GitHub for a reviewer: it may read and comment in some repositories and nothing else, two comments in a minute, each
 * of them signed; whatever it tries is recorded. Below that it is `GitHubExpert`, with everything that one heeds.
 */
export class ReviewerExpert implements Tool<GitHubOperations> {
  readonly name: string;
  readonly operations: GitHubOperations;
  readonly execute: Tool<GitHubOperations>['execute'];

  constructor(wrapper: Tool<GitHubOperations>, { repos, sink }: ReviewerExpertOptions) {
    const around = compose(audit({ sink }), guard({ rules: rulesFor(repos) }), signed());
    const tool = around(new GitHubExpert(wrapper));
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = tool.execute;
  }
}
