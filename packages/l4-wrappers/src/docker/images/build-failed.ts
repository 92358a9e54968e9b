/** How much of the end of a build's log a failure keeps. */
const logCharacters = 4000;

/** A build that the engine began, and one of whose steps failed. */
export class BuildFailed extends Error {
  /** What there is to know about it, as plain JSON: the step as the Dockerfile has it, and the end of the log. */
  readonly details: { readonly step: string | null; readonly log: string };

  constructor(message: string, step: string | undefined, log: string) {
    super(step === undefined ? message : `${step}: ${message}`);
    this.name = 'BuildFailed';
    this.details = { step: step ?? null, log: log.slice(-logCharacters) };
  }
}
