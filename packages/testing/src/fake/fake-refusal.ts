import type { Classified } from '@strata/core';

/** What a fake's handler throws to fail as the real tool would. */
export class FakeRefusal extends Error {
  readonly classified: Classified;

  constructor(classified: Classified) {
    super(classified.message);
    this.name = 'FakeRefusal';
    this.classified = classified;
  }
}

/** There is no such thing. */
export const notFound = (message: string): FakeRefusal => new FakeRefusal({ kind: 'not_found', message });

/** The present state is in the way. */
export const conflict = (message: string): FakeRefusal => new FakeRefusal({ kind: 'conflict', message });

/** The tool says no for a reason of its own. */
export const refused = (message: string): FakeRefusal => new FakeRefusal({ kind: 'refused', message });

/** Fields that fit one by one do not fit together. */
export const misfit = (path: string, message: string): FakeRefusal =>
  new FakeRefusal({ kind: 'invalid_input', message: `${path}: ${message}`, issues: [{ path, message }] });
