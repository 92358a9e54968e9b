import { type AnyTool, type HandlerContext, type Handlers, createContext } from '@strata/core';
import {
  type ScanReport,
  type ScannerOperations,
  ScannersWrapper,
  type Severity,
  scannersCatalog,
} from '@strata/l4-wrappers/scanners';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { FakeRefusal, notFound } from '../fake/fake-refusal.ts';

/** The operations that scan. */
export type ScanName = Exclude<keyof ScannerOperations, 'merge_sarif'>;

/** What a scan finds. */
export interface FakeFinding {
  readonly ruleId: string;
  readonly message: string;
  /** @default medium */
  readonly severity?: Severity;
  /** Relative to the folder that is scanned. */
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** What a scan answers. */
export interface FakeScan {
  readonly findings?: readonly FakeFinding[];
  /** How many files or packages are looked at. @default 1 */
  readonly scanned?: number;
  /** Files that cannot be looked at. @default none */
  readonly unreadable?: readonly string[];
}

/** What fake scanners know: the answer of each scan, and the folders that there are. */
export interface ScannersState {
  readonly scans: Partial<Record<ScanName, FakeScan>>;
  /** The only folders that there are; any, when it is left out. */
  readonly folders?: readonly string[];
}

export interface FakeScannersOptions extends FakeOptions, ScannersState {}

const drivers: Readonly<Record<ScanName, string>> = {
  scan_secrets: 'secretlint',
  scan_python: 'bandit',
  audit_npm: 'npm',
  scan_osv: 'osv',
};

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

const sarifOf = (name: ScanName, findings: readonly FakeFinding[], complete: boolean): ScanReport['sarif'] => {
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))];
  return {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: drivers[name], rules: ids.map((id) => ({ id, shortDescription: { text: id } })) } },
        invocations: [{ executionSuccessful: complete }],
        results: findings.map(({ ruleId, message, severity = 'medium', path, line }) => {
          const uri = path.split('/').map(encodeURIComponent).join('/');
          const region = line === undefined ? {} : { region: { startLine: line } };
          const physicalLocation = { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region };
          const locations = [{ physicalLocation }];
          return {
            ruleId,
            ruleIndex: ids.indexOf(ruleId),
            level: levels[severity],
            message: { text: message },
            locations,
          };
        }),
      },
    ],
  };
};

const reportOf = (name: ScanName, { findings = [], scanned = 1, unreadable = [] }: FakeScan): ScanReport => {
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity = 'medium' } of findings) bySeverity[severity] += 1;
  const complete = unreadable.length === 0;
  return {
    summary: { findings: findings.length, bySeverity },
    complete,
    scanned,
    notScanned: unreadable.map((path) => ({ path, reason: 'unreadable' as const })),
    notScannedCount: unreadable.length,
    leftOut: { ignored: 0, binary: 0, links: 0, special: 0 },
    sarif: sarifOf(name, findings, complete),
  };
};

type Telling = HandlerContext<{ done: number; found: number }>;

/** Makes scanners in memory: each scan answers what its script says, as SARIF. `merge_sarif` merges for real. */
export const createFakeScanners = ({
  latencyMs,
  ...state
}: FakeScannersOptions): Fake<ScannerOperations, ScannersState> => {
  const scan =
    (name: ScanName) =>
    async ({ path }: { readonly path: string }, ctx: Telling) => {
      if (state.folders?.includes(path) === false) throw notFound(`there is no folder ${path}`);
      const report = reportOf(name, state.scans[name] ?? {});
      await ctx.tell({ done: report.scanned, found: report.summary.findings });
      return report;
    };
  const wrapper = new ScannersWrapper() as unknown as AnyTool;
  const handlers: Handlers<ScannerOperations> = {
    scan_secrets: scan('scan_secrets'),
    scan_python: scan('scan_python'),
    audit_npm: scan('audit_npm'),
    scan_osv: scan('scan_osv'),
    merge_sarif: async (input, { clock, signal }) => {
      const answer = await wrapper.execute({ ...input, operation: 'merge_sarif' }, createContext({ clock, signal }));
      if (!answer.success) throw new FakeRefusal(answer.error);
      // The wrapper has just parsed it by the schema of this very operation.
      return answer.data as never;
    },
  };
  return createFake<ScannerOperations, ScannersState>(
    scannersCatalog,
    state,
    handlers,
    latencyMs === undefined ? {} : { latencyMs },
  );
};
