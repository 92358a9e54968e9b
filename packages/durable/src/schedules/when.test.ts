import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type When, nextAfter, whenProblem } from './when.ts';

const at = (text: string): number => Date.parse(text);

describe('S79: when a schedule comes', () => {
  test.each<readonly [string, When, string, string | undefined]>([
    ['once, before it', { at: at('2026-03-01T10:00:00Z') }, '2026-03-01T09:59:59.999Z', '2026-03-01T10:00:00Z'],
    ['once, after it', { at: at('2026-03-01T10:00:00Z') }, '2026-03-01T10:00:00Z', undefined],
    ['at a distance', { everyMs: 60_000 }, '2026-03-01T10:00:30Z', '2026-03-01T10:01:00Z'],
    [
      'at a distance from a moment',
      { everyMs: 60_000, from: at('2026-03-01T10:00:07Z') },
      '2026-03-01T10:01:07Z',
      '2026-03-01T10:02:07Z',
    ],
    [
      'at a distance from one that is still to come',
      { everyMs: 60_000, from: at('2026-03-02T00:00:00Z') },
      '2026-03-01T10:00:00Z',
      '2026-03-02T00:00:00Z',
    ],
    ['by cron', { cron: '0 3 * * *', timeZone: 'UTC' }, '2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z'],
    [
      'by cron, elsewhere',
      { cron: '0 3 * * *', timeZone: 'Europe/Vienna' },
      '2026-01-01T03:00:00Z',
      '2026-01-02T02:00:00Z',
    ],
    [
      'by cron, in summer',
      { cron: '0 3 * * *', timeZone: 'Europe/Vienna' },
      '2026-07-01T03:00:00Z',
      '2026-07-02T01:00:00Z',
    ],
    [
      'at an hour that the day does not have',
      { cron: '30 2 * * *', timeZone: 'Europe/Vienna' },
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
  ])('%s', (_what, when, after, next) =>
    expect(nextAfter(when, at(after))).toBe(next === undefined ? undefined : at(next)),
  );

  test('is always later than what it is after', () => {
    const whens: fc.Arbitrary<When> = fc.oneof(
      fc.record({ everyMs: fc.integer({ min: 1000, max: 1e9 }), from: fc.integer({ min: 0, max: 2e12 }) }),
      fc.constantFrom<When>({ cron: '*/7 * * * *', timeZone: 'Asia/Kolkata' }, { cron: '0 0 29 2 *', timeZone: 'UTC' }),
    );
    fc.assert(
      fc.property(whens, fc.integer({ min: 0, max: 2e12 }), (when, after) => {
        expect(nextAfter(when, after)).toBeGreaterThan(after);
      }),
    );
  });

  test.each([
    ['nonsense', 'UTC'],
    ['0 0 30 2 *', 'UTC'],
    ['0 3 * * *', 'Mars/Olympus'],
  ])('%s in %s is refused, by its own name', (cron, timeZone) =>
    expect(whenProblem({ cron, timeZone })).toContain(`'${cron}'`),
  );
});
