import { type AuditEntry, type ChainEnd, auditRecord, link } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';

/** Puts entries after each other, each linked to the one before it. */
export class AuditChain {
  readonly #sink: AuditSink;
  /** `unknown`: nothing is known of the sink's last line, which is to be asked for. */
  #end: ChainEnd | undefined | 'unknown' = 'unknown';
  #queue: Promise<unknown> = Promise.resolve();

  constructor(sink: AuditSink) {
    this.#sink = sink;
  }

  /** Writes an entry down. Resolves with its number when it is safe. */
  add(entry: AuditEntry): Promise<number> {
    const added = this.#queue.then(() => this.#append(entry));
    this.#queue = added.catch(() => undefined);
    return added;
  }

  async #append(entry: AuditEntry): Promise<number> {
    const last = this.#end === 'unknown' ? await this.#read() : this.#end;
    // Until it is written, nobody knows how the sink ends.
    this.#end = 'unknown';
    const { line, end } = link(entry, last);
    await this.#sink.append(line);
    this.#end = end;
    return end.seq;
  }

  async #read(): Promise<ChainEnd | undefined> {
    const line = await this.#sink.last();
    return line === undefined ? undefined : auditRecord.parse(JSON.parse(line));
  }
}
