import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { asStoreProblem } from '../store-unusable.ts';

/** A connection to a store, whose errors say what is wrong with the file, and which file that is. */
export class Connection extends DatabaseSync {
  readonly #path: string;

  /** `path` is the file's name in errors; `timeout`: how long to wait for another process that writes, in milliseconds. */
  constructor(path: string, options: { readonly timeout: number }) {
    super(path, options);
    this.#path = path;
  }

  override exec(sql: string): void {
    this.#saying(() => super.exec(sql));
  }

  override prepare(sql: string): StatementSync {
    const statement = this.#saying(() => super.prepare(sql));
    const path = this.#path;
    for (const name of ['get', 'all', 'run'] as const) {
      // Handed through as they are: only errors are looked at.
      const act = statement[name].bind(statement) as (...given: readonly unknown[]) => unknown;
      const value = (...given: readonly unknown[]): unknown => {
        try {
          return act(...given);
        } catch (thrown) {
          throw asStoreProblem(thrown, path);
        }
      };
      Object.defineProperty(statement, name, { value });
    }
    const iterate = statement.iterate.bind(statement) as (...given: readonly unknown[]) => Iterable<unknown>;
    const value = function* (...given: readonly unknown[]): Generator<unknown> {
      try {
        yield* iterate(...given);
      } catch (thrown) {
        throw asStoreProblem(thrown, path);
      }
    };
    Object.defineProperty(statement, 'iterate', { value });
    return statement;
  }

  #saying<Answer>(act: () => Answer): Answer {
    try {
      return act();
    } catch (thrown) {
      throw asStoreProblem(thrown, this.#path);
    }
  }
}
