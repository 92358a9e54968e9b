import { defineCatalog } from '@strata/core';
import { applyPatch } from './apply-patch.ts';
import { createScratch } from './create-scratch.ts';
import { diff } from './diff.ts';
import { readChanges } from './read-changes.ts';
import { removeScratch } from './remove-scratch.ts';
import { status } from './status.ts';

const operations = {
  status,
  diff,
  create_scratch: createScratch,
  remove_scratch: removeScratch,
  apply_patch: applyPatch,
  read_changes: readChanges,
};

/** What can be done with git. */
export const gitCatalog = defineCatalog('git', operations);

/** The operations of `gitCatalog` as a type: `Tool<GitOperations>`. */
export interface GitOperations extends Readonly<typeof operations> {}
