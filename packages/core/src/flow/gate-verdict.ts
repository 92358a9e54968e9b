import type { Decision, GateRules, Vote } from './runtime.ts';

/** Whether somebody is among those who may decide, by name or by role. */
export const mayDecide = ({ by, roles = [] }: Pick<Vote, 'by' | 'roles'>, { approvers }: GateRules): boolean =>
  approvers === undefined || [by, ...roles].some((it) => approvers.includes(it));

/**
 * What votes come to. One no refuses; yes is said when so many different people have said it as are needed. Somebody who
 * may not decide, or who says yes twice where more than one is needed, refuses as well: nobody is asked for ever.
 */
export const verdictOf = (rules: GateRules, votes: readonly Vote[]): 'approved' | 'rejected' | 'open' => {
  const people = new Set(votes.map(({ by }) => by));
  const isFlawed = votes.some((vote) => !vote.approved || !mayDecide(vote, rules)) || people.size < votes.length;
  if (isFlawed) return 'rejected';
  return people.size >= (rules.quorum ?? 1) ? 'approved' : 'open';
};

/** The gate's own answer when its time is up. */
export const expiredDecision = ({ afterMs, outcome }: NonNullable<GateRules['expires']>): Decision => ({
  approved: outcome === 'approved',
  by: 'nobody',
  comment: `nobody decided within ${afterMs} ms`,
  expired: true,
});
