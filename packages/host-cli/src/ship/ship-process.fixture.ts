import { expect } from 'vitest';
import { type ProcessOptions, runStrata } from '../strata-process.fixture.ts';
import type { ShipReport } from './ship-report.ts';

/** What to ship, and around what. */
export interface ShipCase extends ProcessOptions {
  readonly path: string;
  /** Options by their names, beside those that every case has. */
  readonly args?: Readonly<Record<string, string>>;
}

/** How the real command ended. */
export interface ShipProcess {
  readonly exitCode: number | null;
  readonly report: ShipReport;
  readonly stderr: string;
}

/**
 * Ships with the real command, and makes sure of what is true of every end: one JSON document on stdout, the cause in
 * one line and the next step in another on stderr, no token anywhere, and nothing left on this machine.
 */
export const ship = async ({ args = {}, path, ...options }: ShipCase): Promise<ShipProcess> => {
  const flags = { repo: 'octo/app', path, title: 'Mend the sum', approve: 'auto', ...args };
  const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const { exitCode, stdout, stderr } = await runStrata(['ship', ...given, '--json'], options);
  for (const token of (options.env?.['GITHUB_TOKEN'] ?? '').split('\n').filter((it) => it !== ''))
    for (const form of [token, Buffer.from(token).toString('base64')]) expect(stdout + stderr).not.toContain(form);
  // What the command promises to print.
  const report = JSON.parse(stdout) as ShipReport;
  const starting = (mark: string): readonly string[] => stderr.split('\n').filter((line) => line.startsWith(mark));
  expect(starting('✖ ')).toEqual(report.outcome === 'merged' ? [] : [`✖ ${report.error.message}`]);
  expect(starting('→ ')).toHaveLength(report.outcome === 'merged' ? 0 : 1);
  return { exitCode, report, stderr };
};
