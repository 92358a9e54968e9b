import { expect, test } from 'vitest';
import { Secret } from '@strata/core';
test('a secret prints as [secret]', () => { expect(`${new Secret('abc')}`).toBe('[secret]'); });
