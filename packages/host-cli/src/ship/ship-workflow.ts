import { defineWorkflow } from '@strata/durable';
import { scmCatalog, type SCMWorkflowManager } from '@strata/l2-managers';
import { z } from 'zod';
import type { ShipOrder } from './ship-order.ts';

/** The name under which shipping is kept in a store. */
export const shipName = 'ship';

/** What a run of `ship` is started with: the change, and where it is tested and sent, for another process to go on with. */
export const shipInput = scmCatalog.operations.ship_change.input.extend({
  container: z.string().optional(),
  python: z.string().optional(),
  /** The API of the GitHub; absent for one that lives in the process. */
  url: z.string().optional(),
});
export type ShipInput = z.output<typeof shipInput>;

/** The flow of `ship_change`, under a name and an input of its own. */
export const shipWorkflow = (scm: SCMWorkflowManager) =>
  defineWorkflow({ input: shipInput, flow: scm.flows.ship_change });

/** What is shipped, and where to: as a run is started with it. */
export const inputOf = (
  order: ShipOrder,
  { branch, url, sharesHistory }: { readonly branch: string; readonly url?: string; readonly sharesHistory: boolean },
): z.input<typeof shipInput> => {
  const { repo, path, title, base, patch, minCoverage, container, python } = order;
  return { repo, path, title, branch, base, basedOnTip: sharesHistory, patch, minCoverage, container, python, url };
};

/** The order that a run was started with; who approves is not a part of it. */
export const orderOf = (input: ShipInput, approve: ShipOrder['approve']): ShipOrder => {
  const { repo, path, title, branch, base, patch, minCoverage, container, python } = input;
  return { repo, path, title, branch, base, patch, minCoverage, container, python, approve };
};
