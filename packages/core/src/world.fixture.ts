import { z } from 'zod';
import {
  type Classified,
  type Handlers,
  type Tool,
  type WorkflowContext,
  createTool,
  defineCatalog,
  defineOperation,
} from './index.ts';

const id = z.string();
const item = z.object({ id, name: z.string(), mark: z.string().optional() });

export const listItems = defineOperation({
  name: 'list_items',
  summary: 'List what there is.',
  effect: 'read',
  input: z.object({ name: z.string().optional() }),
  output: z.object({ items: z.array(item) }),
});

export const createItem = defineOperation({
  name: 'create_item',
  summary: 'Make an item.',
  effect: 'write',
  input: z.object({ name: z.string().min(1), note: z.string().default('') }),
  output: z.object({ id, name: z.string() }),
  undo: { operation: 'delete_item', request: (_input, output) => ({ id: output.id }) },
  locate: {
    using: listItems,
    request: (input) => ({ name: input.name }),
    pick: (found, _input, callId) => {
      const made = found.items.find((it) => it.mark === callId);
      return made && { id: made.id, name: made.name };
    },
  },
});

export const deleteItem = defineOperation({
  name: 'delete_item',
  summary: 'Take an item away.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'a deleted item is gone',
  input: z.object({ id }),
  output: z.object({ deleted: z.boolean() }),
});

/** Undone only when it changed something. */
export const renameItem = defineOperation({
  name: 'rename_item',
  summary: 'Give an item another name.',
  effect: 'write',
  idempotent: true,
  input: z.object({ id, name: z.string() }),
  output: z.object({ before: z.string(), name: z.string() }),
  undo: {
    operation: 'rename_item',
    request: (input, output) => (output.before === output.name ? undefined : { id: input.id, name: output.before }),
  },
});

/** Nobody can find out whether it happened, and nothing takes it back. */
export const announce = defineOperation({
  name: 'announce',
  summary: 'Tell everybody.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({ text: z.string() }),
  output: z.object({ heardBy: z.int() }),
});

/** A write that nothing undoes and that does not say why: no saga takes it. */
export const stampItem = defineOperation({
  name: 'stamp_item',
  summary: 'Put a stamp on an item.',
  effect: 'write',
  input: z.object({ id }),
  output: z.object({ stamps: z.int() }),
});

const operations = {
  list_items: listItems,
  create_item: createItem,
  delete_item: deleteItem,
  rename_item: renameItem,
  announce,
  stamp_item: stampItem,
};
export const worldCatalog = defineCatalog('world', operations);
export interface WorldOperations extends Readonly<typeof operations> {}
export type WorldOperation = keyof WorldOperations;

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly mark?: string;
}

/** A call as the world saw it. */
export interface WorldCall {
  readonly operation: WorldOperation;
  readonly input: object;
  /** The how-manieth call of all, from 1. */
  readonly count: number;
}

/** Comes between a call and its effect (`before`), or between its effect and the answer (`after`). */
export type Interfere = (
  call: WorldCall,
  when: 'before' | 'after',
  ctx: WorkflowContext,
) => Classified | undefined | void | Promise<Classified | undefined | void>;

/** A tool whose effects are a list in memory, with a place for a test to make it fail. */
export interface World {
  readonly tool: Tool<WorldOperations>;
  /** What there is, as name by name. */
  readonly names: () => readonly string[];
  readonly items: Item[];
  readonly said: string[];
  readonly calls: WorldCall[];
  /** The operations that were called, in order. */
  readonly called: () => readonly WorldOperation[];
  interfere: Interfere;
}

/** Carries what a test wants the world to fail with. */
class WorldFailed extends Error {
  readonly classified: Classified;
  constructor(classified: Classified) {
    super(classified.message);
    this.classified = classified;
  }
}

/** What the world was before any call. */
const effectsOn = (items: Item[], said: string[], stamps: string[]): Handlers<WorldOperations> => {
  let made = 0;
  const at = (wanted: string): number => {
    const index = items.findIndex((it) => it.id === wanted);
    if (index === -1) throw new WorldFailed({ kind: 'not_found', message: `there is no '${wanted}'` });
    return index;
  };
  return {
    list_items: async ({ name }) => ({ items: items.filter((it) => name === undefined || it.name === name) }),
    create_item: async ({ name }, ctx) => {
      const created = { id: `item-${++made}`, name, ...(ctx.callId === undefined ? {} : { mark: ctx.callId }) };
      items.push(created);
      return created;
    },
    delete_item: async ({ id: wanted }) => {
      const index = items.findIndex((it) => it.id === wanted);
      if (index !== -1) items.splice(index, 1);
      return { deleted: index !== -1 };
    },
    rename_item: async ({ id: wanted, name }, ctx) => {
      const { before, now } = await ctx.beforeAndNow(async () => items[at(wanted)] as Item);
      items[at(wanted)] = { ...now, name };
      return { before: before.name, name };
    },
    announce: async ({ text }) => ({ heardBy: said.push(text) }),
    stamp_item: async ({ id: wanted }) => ({ stamps: stamps.push(wanted) }),
  };
};

/** Makes an empty world. */
export const createWorld = (): World => {
  const items: Item[] = [];
  const said: string[] = [];
  const calls: WorldCall[] = [];
  const effects = effectsOn(items, said, []);
  const around = (operation: WorldOperation) => {
    const act = effects[operation] as (input: object, ctx: WorkflowContext) => Promise<object>;
    return async (input: object, ctx: WorkflowContext): Promise<object> => {
      const call = { operation, input, count: calls.length + 1 };
      calls.push(call);
      const fail = async (when: 'before' | 'after'): Promise<void> => {
        const classified = await world.interfere(call, when, ctx);
        if (classified) throw new WorldFailed(classified);
      };
      await fail('before');
      const answer = await act(input, ctx);
      await fail('after');
      return answer;
    };
  };
  // Each name is paired with its own operation's effect.
  const handlers = Object.fromEntries(
    Object.keys(operations).map((name) => [name, around(name as WorldOperation)]),
  ) as unknown as Handlers<WorldOperations>;
  const tool = createTool<WorldOperations>({
    catalog: worldCatalog,
    handlers,
    classify: (thrown) => (thrown instanceof WorldFailed ? thrown.classified : undefined),
  });
  const world: World = {
    tool,
    items,
    said,
    calls,
    names: () => items.map((it) => it.name),
    called: () => calls.map((it) => it.operation),
    interfere: () => undefined,
  };
  return world;
};

/** Nothing was sent. */
export const refused: Classified = { kind: 'refused', message: 'not today' };
/** May pass by itself; surely nothing was done. */
export const busy: Classified = { kind: 'unavailable', message: 'no connection', mayHaveHappened: false };
/** The answer was lost: the call may have acted. */
export const cut: Classified = { kind: 'unavailable', message: 'the connection was cut', mayHaveHappened: true };

/** Fails the next `times` calls of one operation. */
export const failing = (
  operation: WorldOperation,
  classified: Classified,
  options: { readonly when?: 'before' | 'after'; readonly times?: number } = {},
): Interfere => {
  let left = options.times ?? 1;
  return (call, when) => {
    if (call.operation !== operation || when !== (options.when ?? 'before') || left === 0) return undefined;
    left--;
    return classified;
  };
};
