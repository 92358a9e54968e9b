import type { ScanReport, ScannerOperations } from '@strata/l4-wrappers/scanners';
import { expect } from 'vitest';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/**
 * A folder in which each scanner has one thing to find: a key in `config.txt`, an assertion in `run.py`, and a
 * vulnerable package in `package-lock.json`, of which the registry and OSV have to know.
 */
export interface ScannersWorld extends ContractWorld<ScannerOperations> {
  readonly path: string;
}

const placesOf = ({ sarif }: ScanReport): readonly string[] =>
  sarif.runs.flatMap(({ results = [] }) =>
    results.map(({ locations }) => {
      const place = locations?.[0]?.physicalLocation;
      return place?.artifactLocation?.uri ?? '';
    }),
  );

const findsOneIn = (report: ScanReport, place: string): void => {
  expect(report).toMatchObject({ summary: { findings: 1 }, complete: true, notScanned: [] });
  expect(placesOf(report)).toEqual([place]);
};

/** What scanners promise, for the fakes and for the real ones. */
export const scannerPromises: Contract<ScannerOperations, ScannersWorld> = {
  scan_secrets: {
    arrange: ({ path }) => ({ operation: 'scan_secrets', path }),
    check: (report) => findsOneIn(report, 'config.txt'),
  },
  scan_python: {
    arrange: ({ path }) => ({ operation: 'scan_python', path }),
    check: (report) => findsOneIn(report, 'run.py'),
  },
  audit_npm: {
    arrange: ({ path }) => ({ operation: 'audit_npm', path }),
    check: (report) => findsOneIn(report, 'package-lock.json'),
  },
  scan_osv: {
    arrange: ({ path }) => ({ operation: 'scan_osv', path }),
    check: (report) => findsOneIn(report, 'package-lock.json'),
  },
  merge_sarif: {
    arrange: async (world) => {
      const { sarif } = await act(world, { operation: 'scan_secrets', path: world.path });
      return { operation: 'merge_sarif', logs: [sarif, sarif] };
    },
    check: (output) => expect(output).toMatchObject({ results: 1, duplicates: 1 }),
  },
};
