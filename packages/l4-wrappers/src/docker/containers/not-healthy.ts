import type { ContainerInspectInfo } from 'dockerode';

/** A container that will not become healthy: its check has failed, or it has ended. */
export class NotHealthy extends Error {
  /** What there is to know about it, as plain JSON. */
  readonly details: {
    readonly status: string;
    readonly exitCode: number | null;
    /** What the last check printed; null without a check. */
    readonly check: string | null;
  };

  constructor(container: string, status: string, { Running, ExitCode, Health }: ContainerInspectInfo['State']) {
    const exitCode = Running ? null : ExitCode;
    const check = Health?.Log?.at(-1)?.Output.trim() ?? null;
    const why = exitCode === null ? (check ?? '') : `exit code ${exitCode}`;
    super(
      `the container ${container} is ${status}${why === '' ? '' : `: ${why.replaceAll(/\s+/g, ' ').slice(0, 500)}`}`,
    );
    this.name = 'NotHealthy';
    this.details = { status, exitCode, check };
  }
}
