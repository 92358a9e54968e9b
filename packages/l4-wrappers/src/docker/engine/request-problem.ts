/** A request whose fields fit one by one, but not together. Nothing was sent. */
export class RequestProblem extends Error {
  /** The field that does not fit. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = 'RequestProblem';
    this.path = path;
  }
}
