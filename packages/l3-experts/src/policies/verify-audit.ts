import { type AuditRecord, auditRecord, hashOf, noHash } from './audit-record.ts';

/** What checking an audit has shown. */
export type AuditVerdict =
  | {
      readonly valid: true;
      readonly records: number;
      /** The hash of the last record. Kept elsewhere, it shows later that nothing was cut off the end. */
      readonly lastHash: string;
      /** Intents without an outcome: what was under way when the program ended. */
      readonly unfinished: readonly number[];
    }
  | {
      readonly valid: false;
      /** The line that does not fit, counted from 1. */
      readonly line: number;
      readonly problem: string;
    };

export interface VerifyOptions {
  /** The last hash of an earlier check: it has to be in the chain. */
  readonly knownHash?: string;
}

const parsed = (line: string): AuditRecord | undefined => {
  try {
    return auditRecord.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** What is wrong with a record in its place. */
const problemOf = (record: AuditRecord, seq: number, prevHash: string): string | undefined => {
  if (record.seq !== seq) return `has the number ${record.seq} and should have ${seq}`;
  if (record.prevHash !== prevHash) return 'does not follow the record before it';
  return hashOf(record) === record.hash ? undefined : 'was changed: its hash is that of something else';
};

/**
 * Checks an audit from its first line on: that no record was changed, left out, put in or moved. What was cut off the
 * end shows only against a hash that was kept elsewhere (`knownHash`).
 */
export const verifyAudit = async (
  lines: Iterable<string> | AsyncIterable<string>,
  { knownHash }: VerifyOptions = {},
): Promise<AuditVerdict> => {
  const unfinished = new Set<number>();
  let lastHash = noHash;
  let count = 0;
  let isKnownThere = knownHash === undefined || knownHash === noHash;
  for await (const line of lines) {
    const record = parsed(line);
    const problem = record === undefined ? 'is no record of an audit' : problemOf(record, count, lastHash);
    count += 1;
    if (record === undefined || problem !== undefined) return { valid: false, line: count, problem: problem ?? '' };
    if (record.kind === 'intent') unfinished.add(record.seq);
    else if (!unfinished.delete(record.of))
      return { valid: false, line: count, problem: `tells of ${record.of}, which is not under way` };
    lastHash = record.hash;
    isKnownThere ||= record.hash === knownHash;
  }
  if (!isKnownThere) return { valid: false, line: count + 1, problem: 'and what follows was cut off' };
  return { valid: true, records: count, lastHash, unfinished: [...unfinished] };
};
