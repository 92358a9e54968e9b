import { attentionTests } from './attention.ts';
import { changedFlowTests } from './changed-flows.ts';
import { controlTests } from './control.ts';
import { gateTimeTests } from './gate-times.ts';
import { gateTests } from './gates.ts';
import { listingTests } from './listing.ts';
import { messageAndTimeTests } from './messages-and-times.ts';
import type { NewPlace, OpenEngine } from './open-engine.ts';
import { priorityTests } from './priorities.ts';
import { reopeningTests } from './reopening.ts';
import { startingTests } from './starting.ts';
import { underWayTests } from './under-way.ts';
import { undoingFlowTests } from './undoing-flows.ts';
import { undoingTests } from './undoing.ts';
import { watchingTests } from './watching.ts';

/**
 * Makes the tests of the port `Engine`. `open` opens an engine of some kind that knows no runs yet. Call it inside a
 * `describe` that says which kind.
 */
export const runEngineContract = (open: OpenEngine): void => {
  startingTests(open);
  gateTests(open);
  gateTimeTests(open);
  messageAndTimeTests(open);
  controlTests(open);
  priorityTests(open);
  attentionTests(open);
  undoingTests(open);
  listingTests(open);
  watchingTests(open);
};

/** Makes the tests of an engine whose runs outlive it. */
export const runReopeningContract = (newPlace: NewPlace): void => {
  reopeningTests(newPlace);
  underWayTests(newPlace);
  undoingFlowTests(newPlace);
  changedFlowTests(newPlace);
};
