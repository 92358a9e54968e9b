import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

const patienceMs = 15_000;

/** Another program of the bench, in a process of its own, which answers questions (see `answers.ts`). */
export class Child implements AsyncDisposable {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<string>;

  constructor(file: string, given: readonly string[] = [], node: readonly string[] = []) {
    this.#name = basename(file);
    const own = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning', ...node];
    this.#process = spawn(process.execPath, [...own, file, ...given], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A group of its own: Ctrl-C reaches only the bench, which ends this one in order.
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (reason) => resolve(reason.message));
      this.#process.once('exit', (code, signal) => resolve(signal ?? String(code)));
    });
  }

  /** Waits for the answer to one question. Rejects when the process ends without giving it. */
  ask<Answer>(question: object): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) =>
      // Whoever asks knows what the program answers.
      this.#process.once('message', (answer) => resolve(answer as Answer)),
    );
    const ended = this.#ended.then((how) => {
      throw new Error(`${this.#name} ended with ${how} before it had answered`);
    });
    // Where it cannot be sent any more, the process has ended, which is told above.
    this.#process.send(question, () => {});
    return Promise.race([answered, ended]);
  }

  /** Ends it as a crash does, with everything that it has started. */
  async kill(): Promise<void> {
    try {
      process.kill(-(this.#process.pid ?? Number.NaN), 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
    await this.#ended;
  }

  /** Lets it end in order. What does not do so in time is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const late = after(patienceMs, 'late', { ref: false });
    if ((await Promise.race([this.#ended, late])) !== '0') await this.kill();
  }
}
