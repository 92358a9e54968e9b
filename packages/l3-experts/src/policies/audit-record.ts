import { createHash } from 'node:crypto';
import { type Effect, type Secret, redact } from '@strata/core';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const common = {
  /** Counts from 0 without a gap. */
  seq: z.int().nonnegative(),
  /** When it was written, in milliseconds since the epoch. */
  at: z.number(),
  prevHash: hash,
  hash,
};

const intent = z.strictObject({
  ...common,
  kind: z.literal('intent'),
  agent: z.string().optional(),
  reason: z.string().optional(),
  correlationId: z.string(),
  /** The mark that the write leaves on what it makes. */
  callId: z.string(),
  tool: z.string(),
  operation: z.string(),
  effect: z.enum(['write', 'destroy']) satisfies z.ZodType<Effect>,
  input: z.unknown(),
});

const outcome = z.strictObject({
  ...common,
  kind: z.literal('outcome'),
  /** The `seq` of the intent. */
  of: z.int().nonnegative(),
  /** `success`, or the kind of the failure. */
  outcome: z.string(),
  /** Output or failure; absent when the tool threw. */
  details: z.unknown().optional(),
});

/** What one line of an audit holds: what somebody is about to do, or what became of it. */
export const auditRecord = z.discriminatedUnion('kind', [intent, outcome]);

/** See `auditRecord`. */
export type AuditRecord = z.output<typeof auditRecord>;

type Unhashed<Kind> = Kind extends AuditRecord ? Omit<Kind, 'hash' | 'prevHash' | 'seq'> : never;

/** A record before it has its place in the chain. */
export type AuditEntry = Unhashed<AuditRecord>;

/** What the first record has in place of the hash of the one before it. */
export const noHash = '0'.repeat(64);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash of a record: SHA-256 over the canonical JSON of everything else in it, the hash of the one before included. */
export const hashOf = (record: object): string => {
  const { hash: _hash, ...rest } = record as { readonly hash?: unknown }; // it may have one already, or not yet
  return sha256(canonicalJson(rest));
};

/** Where a chain ends. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Gives an entry its place after another record, or at the beginning. */
export const link = (
  entry: AuditEntry,
  last: ChainEnd | undefined,
): { readonly line: string; readonly end: ChainEnd } => {
  const seq = last === undefined ? 0 : last.seq + 1;
  const placed = { ...entry, seq, prevHash: last?.hash ?? noHash };
  const end = { seq, hash: hashOf(placed) };
  return { line: canonicalJson({ ...placed, hash: end.hash }), end };
};

/** How much of a text a record shows; a longer one is named by its hash, so that it can be recognised. */
const maxTextLength = 1000;

/** What records do not show: secrets wherever they stand, and what stands in fields of these names. */
export interface Veil {
  readonly secrets: readonly Secret[];
  readonly hidden: readonly string[];
}

/** That something was there, and under which names, but not what. */
const veiled = (part: unknown): unknown => {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return '[hidden]';
  return Object.fromEntries(Object.keys(part).map((name) => [name, '[hidden]']));
};

/** A value as a record shows it: plain JSON without what is veiled, long texts by their hash and length. */
export const shownIn = (value: unknown, { secrets, hidden }: Veil): unknown => {
  const shown = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const text = redact(part, secrets);
      return text.length > maxTextLength ? `sha256:${sha256(text)} (${text.length} characters)` : text;
    }
    if (Array.isArray(part)) return part.map(shown);
    if (typeof part !== 'object' || part === null) return part;
    const fields = Object.entries(part).map(([name, inner]): readonly [string, unknown] => [
      redact(name, secrets),
      shown(hidden.includes(name) ? veiled(inner) : inner),
    ]);
    return Object.fromEntries(fields);
  };
  // Through JSON first: a Secret prints itself as `[secret]`.
  return shown(JSON.parse(JSON.stringify(value ?? null)));
};
