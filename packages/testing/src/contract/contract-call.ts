import { systemClock } from '@strata/core';

/** The name of the call under test. Another run of a contract beside this one, on the same engine, has another. */
export const contractCall = `contract/${systemClock.id()}`;
