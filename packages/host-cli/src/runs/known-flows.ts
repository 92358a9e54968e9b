import { shipForChecks } from '../ship/ship-for-checks.ts';
import { shipName } from '../ship/ship-workflow.ts';
import { loadProgram } from './program-module.ts';
import type { KnownFlows } from './runs-desk.ts';

/** The flows that this program knows, and those of a module: to go through, not to be run. */
export const knownFlows = async (module: string | undefined): Promise<KnownFlows> => {
  const { workflows, tools = [], rolesOf } = module === undefined ? {} : await loadProgram(module);
  const all = { [shipName]: shipForChecks(), ...workflows };
  return { workflows: all, tools, ...(rolesOf === undefined ? {} : { rolesOf }) };
};
