import type { NameOf, OperationsOf, OutputOf, RequestOf, Tool } from '@strata/core';

/** A place where a Tool works on something that a contract may change: the real tool in a state of its own, or a fake. */
export interface ContractWorld<Operations extends OperationsOf<Operations>> extends AsyncDisposable {
  readonly tool: Tool<Operations>;
  /** How often the tool behind the wrapper has been asked; left out where nobody can count that. */
  readonly reached?: () => number;
}

/** What holds of one operation besides what follows from its definition. */
export interface ReadCase<Operations, Name extends NameOf<Operations>, World> {
  /** Brings about what the operation needs, through the tool's own operations where it can, and says what to ask. */
  readonly arrange: (world: World) => RequestOf<Operations, Name> | Promise<RequestOf<Operations, Name>>;
  /** Throws where the answer to that request is not right. */
  readonly check: (output: OutputOf<Operations, Name>, world: World) => void | Promise<void>;
}

/** The same for an operation that writes. */
export interface WriteCase<Operations, Name extends NameOf<Operations>, World> extends ReadCase<
  Operations,
  Name,
  World
> {
  /** What others see of what the operation changes, as plain JSON in which two moments can be compared. */
  readonly observe: (world: World, request: RequestOf<Operations, Name>) => Promise<unknown>;
  /** Why the first call changes nothing that can be observed. */
  readonly changesNothing?: string;
  /** Why this call leaves nothing for the operation's `undo` to take back. */
  readonly nothingToUndo?: string;
  /** Why `locate` knows the effect by what it is and not by the call's mark: nothing can be marked. */
  readonly unmarked?: string;
  /** Why a look that finds nothing leaves it open whether the call has had its effect. */
  readonly traceless?: string;
  /** Why a call in doubt is neither looked for nor repeated. */
  readonly unrepeatable?: string;
  /** What of an answer is compared with the one found again; all of it when left out. */
  readonly comparable?: (output: OutputOf<Operations, Name>) => unknown;
}

/** What a Tool promises, one case for each of its operations: an operation without one does not compile. */
export type Contract<Operations, World> = {
  readonly [Name in NameOf<Operations>]: Operations[Name] extends { readonly effect: 'read' }
    ? ReadCase<Operations, Name, World>
    : WriteCase<Operations, Name, World>;
};
