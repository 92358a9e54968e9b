/**
 * What a runtime throws to end the life of a run in this process: it waits for something outside, it was told to stop,
 * or its record was lost. It is neither a failure nor a bug, so it passes through flows, tools and policies untouched;
 * whoever runs the run knows what to make of it.
 */
export class RunInterrupted extends Error {
  override readonly name: string = 'RunInterrupted';
}
