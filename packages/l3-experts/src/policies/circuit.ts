import { type Clock, type Failure, type Result } from '@strata/core';
import { CircuitState, type IBreaker } from 'cockatiel';

/** `closed`: calls pass. `open`: none does. `half_open`: one is on its way to find out. */
export type CircuitPhase = 'closed' | 'open' | 'half_open';

/** What an answer says about the tool's health: `undefined` when it says nothing. */
const verdictOf = (answer: Result<unknown, Failure>, isImpatient: boolean): 'well' | 'down' | undefined => {
  // Nobody asked it.
  if (answer.meta.attempts === 0) return undefined;
  if (answer.success) return 'well';
  switch (answer.error.kind) {
    case 'unavailable':
      return 'down';
    case 'timed_out':
      // Who gives it too little time says nothing about it.
      return isImpatient ? undefined : 'down';
    case 'unauthenticated':
    case 'not_found':
    case 'conflict':
    case 'refused':
    case 'rate_limited':
    case 'unexpected_answer':
      return 'well';
    case 'forbidden':
      // A rule of one's own has not asked the tool.
      return answer.error.rule === undefined ? 'well' : undefined;
    default:
      return undefined;
  }
};

/** A stretch of time in one phase. Each is a value of its own, so that two in the same phase are told apart. */
type State =
  | { readonly phase: 'closed' }
  | { readonly phase: 'open'; readonly until: number }
  /** `until` as it was: a probe that brings no verdict leaves the circuit as it found it. */
  | { readonly phase: 'half_open'; readonly until: number };

/** What a call that may pass was let in under. */
export type Pass = State;

interface CircuitOptions {
  readonly breaker: IBreaker;
  readonly openMs: number;
  readonly clock: Clock;
  readonly onChange: (phase: CircuitPhase) => void;
}

/**
 * Whether a tool is asked at present. cockatiel's breakers judge when there were too many failures; its circuit itself
 * asks the machine for the time, so that a test would have to wait, and lets a crowd wait behind the probe. So the
 * three phases are kept here.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #state: State = { phase: 'closed' };

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get phase(): CircuitPhase {
    return this.#state.phase;
  }

  /** Whether a call may pass. If not: for how long surely none may, in milliseconds, where that is known. */
  enter():
    | { readonly mayPass: true; readonly pass: Pass }
    | { readonly mayPass: false; readonly retryAfterMs?: number } {
    const state = this.#state;
    if (state.phase === 'closed') return { mayPass: true, pass: state };
    if (state.phase === 'half_open') return { mayPass: false };
    const retryAfterMs = state.until - this.#options.clock.monotonicMs();
    if (retryAfterMs > 0) return { mayPass: false, retryAfterMs };
    const probing: State = { phase: 'half_open', until: state.until };
    this.#become(probing);
    return { mayPass: true, pass: probing };
  }

  /**
   * Learns from the answer to a call that was let pass; `undefined`: it ended without one. `isImpatient`: when it ran out
   * of time, that was its caller's own doing.
   */
  learn(pass: Pass, answer: Result<unknown, Failure> | undefined, isImpatient: boolean): void {
    const state = this.#state;
    // A call from before the circuit opened says nothing about now, not even when it has closed again.
    if (state !== pass || state.phase === 'open') return;
    const { breaker, openMs, clock } = this.#options;
    const verdict = answer && verdictOf(answer, isImpatient);
    const asked = state.phase === 'closed' ? CircuitState.Closed : CircuitState.HalfOpen;
    if (verdict === 'well') {
      breaker.success(asked);
      if (state.phase === 'half_open') this.#become({ phase: 'closed' });
    } else if (verdict === 'down') {
      const isTooMuch = breaker.failure(asked);
      if (isTooMuch || state.phase === 'half_open')
        this.#become({ phase: 'open', until: clock.monotonicMs() + openMs });
    } else if (state.phase === 'half_open') this.#become({ phase: 'open', until: state.until });
  }

  #become(state: State): void {
    this.#state = state;
    this.#options.onChange(state.phase);
  }
}
