import {
  type Classified,
  type HandlerContext,
  type RateLimit,
  type Tool,
  createContext,
  createTool,
  defineCatalog,
  defineOperation,
} from '@strata/core';
import { type ManualClock, createManualClock } from '@strata/testing';
import { z } from 'zod';

const note = z.object({ text: z.string(), mark: z.string() });

const listNotes = defineOperation({
  name: 'list_notes',
  summary: 'List notes.',
  effect: 'read',
  input: z.object({
    loud: z.boolean().optional(),
    about: z.string().default('all'),
    timeoutMs: z.int().optional(),
  }),
  output: z.object({ notes: z.array(note) }),
  part: z.string(),
  tags: ({ about }) => [about],
});

const addNote = defineOperation({
  name: 'add_note',
  summary: 'Add a note.',
  effect: 'write',
  irreversible: 'for tests',
  input: z.object({ text: z.string().default('by default') }),
  output: note,
  tags: () => ['all'],
  locate: {
    using: listNotes,
    request: () => ({}),
    pick: (found, input, callId) => found.notes.find(({ text, mark }) => mark === callId && text === input.text),
  },
});

const setTitle = defineOperation({
  name: 'set_title',
  summary: 'Set the title.',
  effect: 'write',
  idempotent: true,
  irreversible: 'for tests',
  input: z.object({ title: z.string() }),
  output: z.object({ title: z.string() }),
});

const ringBell = defineOperation({
  name: 'ring_bell',
  summary: 'Ring the bell.',
  effect: 'write',
  irreversible: 'for tests',
  input: z.object({ loud: z.boolean().optional() }),
  output: z.object({}),
});

const operations = { list_notes: listNotes, add_note: addNote, set_title: setTitle, ring_bell: ringBell };
const catalog = defineCatalog('notebook', operations);

/** A tool that policies are tried on. */
export interface NotebookOperations extends Readonly<typeof operations> {}

/** What happens to one call: it works, it fails, or it fails on the way back after it worked. */
export type Turn = { readonly tells?: readonly string[] } & (
  | { readonly kind: 'works'; readonly rateLimit?: RateLimit }
  | {
      readonly kind: 'fails';
      readonly error: Classified;
      readonly afterItWorked?: boolean;
      readonly rateLimit?: RateLimit;
    }
  | { readonly kind: 'bug'; readonly thrown: unknown }
  /** Goes on until `release` is called, or, when it obeys, until it is aborted. */
  | { readonly kind: 'lasts'; readonly obeys: boolean; readonly until: Promise<void> }
);

class Scripted extends Error {
  readonly error: Classified;

  constructor(error: Classified) {
    super(error.message);
    this.error = error;
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** A failure as a tool reports it. */
export const fails = (error: Classified, afterItWorked = false): Turn => ({ kind: 'fails', error, afterItWorked });

/** A connection that was cut: before the tool did anything, or after. */
export const cut = (afterItWorked: boolean): Turn =>
  fails({ kind: 'unavailable', message: 'socket hang up', mayHaveHappened: true }, afterItWorked);

/** A notebook whose calls go as the script says, one turn each; without a turn left, they work. */
export const createNotebook = (script: Turn[] = []) => {
  const clock: ManualClock = createManualClock();
  const calls: { readonly operation: string; readonly at: number; readonly callId: string | undefined }[] = [];
  const notes: z.output<typeof note>[] = [];
  let underWay = 0;
  let mostUnderWay = 0;

  const turn = async <Output>(operation: string, ctx: HandlerContext, act: () => Output): Promise<Output> => {
    calls.push({ operation, at: clock.monotonicMs(), callId: ctx.callId });
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    try {
      const next = script.shift() ?? { kind: 'works' };
      for (const part of next.tells ?? []) await ctx.tell(part as never); // only list_notes tells, and it tells texts
      if (next.kind !== 'lasts' && next.kind !== 'bug' && next.rateLimit !== undefined)
        ctx.reportRateLimit(next.rateLimit);
      if (next.kind === 'bug') throw next.thrown;
      if (next.kind === 'fails') {
        if (next.afterItWorked === true) act();
        throw new Scripted(next.error);
      }
      if (next.kind === 'lasts') {
        await (next.obeys ? Promise.race([next.until, untilAborted(ctx.signal)]) : next.until);
        if (next.obeys && ctx.signal.aborted)
          throw new Scripted({ kind: 'cancelled', message: 'ended', mayHaveHappened: false });
      }
      return act();
    } finally {
      underWay--;
    }
  };

  const tool: Tool<NotebookOperations> = createTool<NotebookOperations>({
    catalog,
    classify: (thrown) => (thrown instanceof Scripted ? thrown.error : undefined),
    handlers: {
      list_notes: (_input, ctx) => turn('list_notes', ctx, () => ({ notes: [...notes] })),
      add_note: ({ text }, ctx) =>
        turn('add_note', ctx, () => {
          const added = { text, mark: ctx.callId ?? '' };
          notes.push(added);
          return added;
        }),
      set_title: ({ title }, ctx) => turn('set_title', ctx, () => ({ title })),
      ring_bell: (_input, ctx) => turn('ring_bell', ctx, () => ({})),
    },
  });
  return { tool, clock, calls, notes, ctx: createContext({ clock }), mostUnderWay: () => mostUnderWay };
};
