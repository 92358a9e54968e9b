/** An answer that a tool gave earlier, with the name by which the tool knows that version of it. */
export interface KnownAnswer {
  /** The tool's own name for the version: over HTTP the `ETag` (RFC 9110, section 8.8.3). */
  readonly validator: string;
  /** The answer as the wrapper keeps it; plain JSON. */
  readonly answer: unknown;
}

/**
 * Where a wrapper finds what its tool answered before. It then asks "has this changed?", which many tools answer without
 * charging for it (over HTTP: `If-None-Match`, and 304). Who keeps the answers, and for how long, is a policy's business.
 */
export interface Revalidation {
  /** `key` names one request to the tool, within the credentials that the store is for. */
  readonly recall: (key: string) => KnownAnswer | undefined | Promise<KnownAnswer | undefined>;
  readonly remember: (key: string, known: KnownAnswer) => void | Promise<void>;
}
