// Time that a test moves by hand
export { type ManualClock, type ManualClockOptions, createManualClock } from './manual-clock.ts';
