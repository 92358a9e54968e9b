import { defineCatalog } from '@strata/core';
import { shipChange } from './ship-change.ts';

const operations = { ship_change: shipChange };

/** What the source-code manager does. */
export const scmCatalog = defineCatalog('scm', operations);

/** The operations of `scmCatalog` as a type: `Tool<SCMOperations>`. */
export interface SCMOperations extends Readonly<typeof operations> {}
