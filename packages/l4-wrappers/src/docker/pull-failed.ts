/** A pull that the engine began, and whose failure it reported inside of its answer. */
export class PullFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PullFailed';
  }
}
