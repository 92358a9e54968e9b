import { dockerCatalog } from '@strata/l4-wrappers/docker';
import { gitCatalog } from '@strata/l4-wrappers/git';
import { githubCatalog } from '@strata/l4-wrappers/github';
import { pytestCatalog } from '@strata/l4-wrappers/pytest';
import { scannersCatalog } from '@strata/l4-wrappers/scanners';
import type { AnyOperation } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { drawInput, drawWrongInput, seededDraw } from './draw-input.ts';

const catalogs = [githubCatalog, dockerCatalog, gitCatalog, pytestCatalog, scannersCatalog];
const operations = catalogs.flatMap(({ name, operations: own }) =>
  Object.values<AnyOperation>(own).map((operation) => ({ title: `${name}.${operation.name}`, operation })),
);

describe.each(operations)('$title', ({ operation }) => {
  test('S64: inputs that pass its schema can be drawn, and such as do not', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const good = drawInput(operation, seededDraw(seed));
      expect(operation.input.safeParse(good)).toMatchObject({ success: true });
      const wrong = drawWrongInput(operation, seededDraw(seed));
      expect(operation.input.safeParse(wrong)).toMatchObject({ success: false });
    }
  });
});

test('the same seed draws the same input', () => {
  const operation = githubCatalog.operations.commit_files;
  const draw = () => JSON.stringify(drawInput(operation, seededDraw(7)));
  expect(draw()).toBe(draw());
  expect(draw()).not.toBe(JSON.stringify(drawInput(operation, seededDraw(8))));
});

test('a field for whose rules nothing can be drawn is named', () => {
  const never = { ...githubCatalog.operations.get_repo };
  expect(() => drawInput(never, seededDraw(1), { repo: ['no slash'] })).toThrow('get_repo');
});
