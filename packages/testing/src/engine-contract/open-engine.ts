import type { AnyTool, Clock } from '@strata/core';
import type { Engine, RolesOf, Workflows } from '@strata/durable';

/** What an engine is opened with, of whatever kind it is. */
export interface EngineSetup<Known extends Workflows> {
  /** @default {} */
  readonly workflows?: Known;
  /** @default [] */
  readonly tools?: readonly AnyTool[];
  /** @default nobody has any */
  readonly rolesOf?: RolesOf;
  /** How many runs are driven at once, at most. @default as many as that kind does by itself */
  readonly atOnce?: number;
  /** @default the machine's own */
  readonly clock?: Clock;
}

/** Opens an engine of one kind. */
export type OpenEngine = <Known extends Workflows = {}>(setup: EngineSetup<Known>) => Promise<Engine<Known>>;

/** A place where runs are kept: what opens an engine on it finds those that the one before it has left. */
export type NewPlace = () => Promise<OpenEngine>;
