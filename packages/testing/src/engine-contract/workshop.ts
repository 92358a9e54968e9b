import {
  type Classified,
  type Handlers,
  type Tool,
  type WorkflowContext,
  createTool,
  defineCatalog,
} from '@strata/core';
import type { Item } from './item-operations.ts';
import { type WorkshopOperations, workshopOperations } from './workshop-operations.ts';

type Name = keyof WorkshopOperations;

/** Comes between a call and its effect (`before`), or between its effect and the answer (`after`). */
export type Interfere = (
  operation: Name,
  when: 'before' | 'after',
  ctx: Pick<WorkflowContext, 'signal'>,
) => Classified | undefined | void | Promise<Classified | undefined | void>;

/** A tool whose effects are lists in memory that outlive every engine, with a place for a test to make it fail. */
export interface Workshop {
  readonly tool: Tool<WorkshopOperations>;
  readonly items: Item[];
  readonly said: string[];
  readonly engraved: string[];
  /** The operations that were called, in order. */
  readonly called: Name[];
  readonly names: () => readonly string[];
  interfere: Interfere;
}

/** The answer was lost: the call may have acted. */
export const cut: Classified = { kind: 'unavailable', message: 'the connection was cut', mayHaveHappened: true };
/** Surely nothing was done. */
export const refused: Classified = { kind: 'refused', message: 'not today' };

/** Carries what a test wants the workshop to fail with. */
class WorkshopFailed extends Error {
  readonly classified: Classified;
  constructor(classified: Classified) {
    super(classified.message);
    this.classified = classified;
  }
}

/** What an operation waits for that was called off fails as a connection does that was closed. */
const throwIfAborted = ({ signal }: Pick<WorkflowContext, 'signal'>): void => {
  if (signal.aborted) throw new WorkshopFailed({ kind: 'cancelled', message: 'called off', mayHaveHappened: true });
};

const remove = (from: { splice: (at: number, count: number) => unknown }, at: number) => {
  if (at !== -1) from.splice(at, 1);
  return {};
};

/** Makes an empty workshop. */
export const createWorkshop = (): Workshop => {
  const items: Item[] = [];
  const said: string[] = [];
  const engraved: string[] = [];
  const called: Name[] = [];
  let made = 0;
  const around =
    <Input, Answer>(name: Name, act: (input: Input, ctx: { readonly callId?: string }) => Answer) =>
    async (input: Input, ctx: Pick<WorkflowContext, 'signal' | 'callId'>): Promise<Answer> => {
      called.push(name);
      const pass = async (when: 'before' | 'after'): Promise<void> => {
        const classified = await workshop.interfere(name, when, ctx);
        if (classified) throw new WorkshopFailed(classified);
        throwIfAborted(ctx);
      };
      await pass('before');
      const answer = act(input, ctx);
      await pass('after');
      return answer;
    };
  const handlers: Handlers<WorkshopOperations> = {
    list_items: around('list_items', () => ({ items: [...items] })),
    create_item: around('create_item', ({ name }: { readonly name: string }, { callId = '' }) => {
      const created = { id: `item-${(made += 1)}`, name, mark: callId };
      items.push(created);
      return created;
    }),
    delete_item: around('delete_item', ({ id }: { readonly id: string }) =>
      remove(
        items,
        items.findIndex((it) => it.id === id),
      ),
    ),
    announce: around('announce', ({ text }: { readonly text: string }) => ({ heardBy: said.push(text) })),
    engrave: around('engrave', ({ text }: { readonly text: string }) => (engraved.push(text), {})),
    polish: around('polish', ({ text }: { readonly text: string }) => remove(engraved, engraved.indexOf(text))),
    measure: around('measure', ({ text }: { readonly text: number }) => ({ length: text })),
  };
  const workshop: Workshop = {
    tool: createTool<WorkshopOperations>({
      catalog: defineCatalog('workshop', workshopOperations),
      handlers,
      classify: (thrown) => (thrown instanceof WorkshopFailed ? thrown.classified : undefined),
    }),
    items,
    said,
    engraved,
    called,
    names: () => items.map(({ name }) => name),
    interfere: () => undefined,
  };
  return workshop;
};

/** Fails the next calls of one operation. */
export const failing = (
  name: Name,
  classified: Classified,
  { times = 1, when = 'before' }: { readonly times?: number; readonly when?: 'before' | 'after' } = {},
): Interfere => {
  let left = times;
  return (operation, moment) => {
    if (operation !== name || moment !== when || left === 0) return undefined;
    left -= 1;
    return classified;
  };
};
