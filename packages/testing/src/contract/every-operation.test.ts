import { dockerCatalog } from '@strata/l4-wrappers/docker';
import { gitCatalog } from '@strata/l4-wrappers/git';
import { githubCatalog } from '@strata/l4-wrappers/github';
import { pytestCatalog } from '@strata/l4-wrappers/pytest';
import { scannersCatalog } from '@strata/l4-wrappers/scanners';
import { expect, test } from 'vitest';
import { dockerPromises } from './docker/docker-promises.ts';
import { gitPromises } from './git/git-promises.ts';
import { githubPromises } from './github/github-promises.ts';
import { pytestPromises } from './pytest/pytest-promises.ts';
import { scannerPromises } from './scanners/scanner-promises.ts';

test.each([
  { catalog: githubCatalog, promises: githubPromises },
  { catalog: dockerCatalog, promises: dockerPromises },
  { catalog: gitCatalog, promises: gitPromises },
  { catalog: pytestCatalog, promises: pytestPromises },
  { catalog: scannersCatalog, promises: scannerPromises },
])('S63: each operation of $catalog.name has a contract', ({ catalog, promises }) => {
  expect(Object.keys(promises).toSorted()).toEqual(Object.keys(catalog.operations).toSorted());
});
