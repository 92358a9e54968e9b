import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from '../store-unusable.ts';

/** From this many characters on a text is kept once for all who have it, beside the table that everything else walks over. */
const longFrom = 32_768;

/** A text as a row keeps it: in place, or by the hash of what is kept in `blobs`. */
export interface Stored {
  readonly value: string | null;
  readonly blob: string | null;
}

/** Keeps long texts by their content, each once. */
export class Payloads {
  readonly #path: string;
  readonly #insert;
  readonly #select;

  constructor(database: DatabaseSync, path: string) {
    this.#path = path;
    this.#insert = database.prepare('insert into blobs (hash, data) values (?, ?) on conflict (hash) do nothing');
    this.#select = database.prepare('select data from blobs where hash = ?');
  }

  /** How a text is to be stored; `write` has to run in the transaction that stores it, where there is one. */
  store(text: string | undefined): Stored & { readonly write?: () => void } {
    if (text === undefined) return { value: null, blob: null };
    if (text.length < longFrom) return { value: text, blob: null };
    const hash = hashOf(text);
    return { value: null, blob: hash, write: () => void this.#insert.run(hash, text) };
  }

  /** The value that was stored; `undefined` for what was. */
  read({ value, blob }: Stored): unknown {
    if (blob === null) return value === null ? undefined : this.#parse(value);
    const data = this.#select.get(blob)?.['data'];
    if (typeof data !== 'string') throw this.#damaged(`the content ${blob} of an entry is not there`);
    if (hashOf(data) !== blob) throw this.#damaged(`the content ${blob} of an entry is not what was written`);
    return this.#parse(data);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (thrown) {
      throw this.#damaged('what an entry says is not what was written', thrown);
    }
  }

  #damaged(what: string, cause?: unknown): StoreUnusable {
    return new StoreUnusable('damaged', this.#path, `is damaged: ${what}`, cause);
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
