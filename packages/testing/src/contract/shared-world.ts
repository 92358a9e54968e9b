import type { Arranged } from './laws.ts';

/** An operation in a world that has been arranged for it, until that world goes. */
export interface OpenedWorld extends AsyncDisposable {
  readonly arranged: Arranged;
}

/** A place for one world at a time, which laws that change nothing use one after another. */
export interface SharedWorld extends AsyncDisposable {
  /**
   * Tries a law in the world of an operation: the one that is open, or a fresh one. A law that fails may have changed it,
   * and the `last` one does: then it goes.
   */
  readonly use: (of: string, law: (arranged: Arranged) => Promise<void>, last: boolean) => Promise<void>;
}

/** Makes such a place. `open` opens a world for the operation of that name. */
export const createSharedWorld = (open: (of: string) => Promise<OpenedWorld>): SharedWorld => {
  let present: { readonly of: string; readonly world: OpenedWorld } | undefined;
  const close = async (): Promise<void> => {
    const { world } = present ?? {};
    present = undefined;
    await world?.[Symbol.asyncDispose]();
  };
  return {
    use: async (of, law, last) => {
      if (present?.of !== of) {
        await close();
        present = { of, world: await open(of) };
      }
      let held = false;
      try {
        await law(present.world.arranged);
        held = true;
      } finally {
        if (last || !held) await close();
      }
    },
    [Symbol.asyncDispose]: close,
  };
};
