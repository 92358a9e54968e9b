/** A pull, push or build that the engine began, and whose failure it reported inside of its answer. */
export class ReportFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReportFailed';
  }
}
