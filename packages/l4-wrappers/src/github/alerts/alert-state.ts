import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { orFound } from '../client/lost-answer.ts';

/** The number of an alert; each kind is counted by itself. */
export const alertNumber = z.int().positive().describe("The alert's number.");

/** Why an alert is dismissed, in one's own words. The limit is GitHub's ("REST API endpoints for Dependabot alerts"). */
export const dismissedComment = z.string().max(280).optional().describe('Why, in at most 280 characters.');

/** An alert, as far as its state goes. */
interface Alert {
  readonly state: string;
}

/** Who dismisses automatically has dismissed, too. */
const isIn = (alert: Alert, wanted: 'open' | 'dismissed'): boolean =>
  alert.state === wanted || (wanted === 'dismissed' && alert.state === 'auto_dismissed');

/** Dismisses or reopens an alert, unless it is like that already. Objects with `conflict` to one that is fixed. */
export const changeAlert = async <Shown extends Alert>(
  about: string,
  wanted: 'open' | 'dismissed',
  looking: { readonly ctx: HandlerContext; readonly look: () => Promise<Shown> },
  change: () => Promise<Shown>,
): Promise<{ readonly before: Shown; readonly after: Shown; readonly changed: boolean }> => {
  const { ctx, look } = looking;
  const { before, now } = await ctx.beforeAndNow(look);
  if (isIn(now, wanted)) return { before, after: now, changed: !isIn(before, wanted) };
  if (now.state === 'fixed') {
    const hint = 'A fixed alert needs no decision: GitHub opens a new one should it come back.';
    throw new Objection({ kind: 'conflict', message: `${about} is fixed already`, hint });
  }
  const lookForIt = async () => {
    const found = await look();
    return isIn(found, wanted) ? found : undefined;
  };
  return { before, after: await orFound(change, lookForIt), changed: true };
};
