import {
  type AnyOperation,
  type AnyTool,
  type Catalog,
  type OperationsOf,
  type Tool,
  createContext,
} from '@strata/core';
import { expect, test } from 'vitest';
import { type Examples, drawInput, drawWrongInput } from './draw-input.ts';
import type { Draw } from './draw-value.ts';
import { hurry } from './hurried-clock.ts';

/** A tool on a stand-in that answers whatever chance says, and how often that was asked. */
export interface HostileWorld<Operations extends OperationsOf<Operations>> {
  readonly tool: Tool<Operations>;
  readonly reached: () => number;
}

export interface AnyInputOptions<Operations extends OperationsOf<Operations>> {
  readonly catalog: Catalog<Operations>;
  /** Makes a tool; `draw` is the chance that its stand-in answers by. */
  readonly open: (draw: Draw) => HostileWorld<Operations>;
  /** Tries a property with many kinds of chance: `fc.assert` with `fc.gen`, or a row of seeds. */
  readonly forAll: (property: (draw: Draw) => Promise<void>) => Promise<void>;
  /** For fields by name, whatever the operation. */
  readonly examples?: Examples;
}

/**
 * Makes two tests for each operation of a catalog: no input that passes its schema makes the tool throw or meet what
 * nobody classified, whatever the other side answers; and none that its schema refuses reaches the other side.
 */
export const runAnyInput = <Operations extends OperationsOf<Operations>>({
  catalog,
  open,
  forAll,
  examples = {},
}: AnyInputOptions<Operations>): void => {
  for (const operation of Object.values<AnyOperation>(catalog.operations)) {
    const call = async (draw: Draw, input: object) => {
      const { tool, reached } = open(draw);
      const request = { ...input, operation: operation.name };
      const answer = await hurry((clock) =>
        // The input was drawn for this very operation.
        (tool as unknown as AnyTool).execute(request, createContext({ clock, callId: 'any/call' })),
      );
      return { input, answer, reached: reached() };
    };
    test(`${catalog.name}.${operation.name}: no input that its schema lets pass makes it throw`, () =>
      forAll(async (draw) => {
        const { input, answer } = await call(draw, drawInput(operation, draw, examples));
        const said = answer.success ? 'success' : `${answer.error.kind}: ${answer.error.message}`;
        expect(`${said} for ${JSON.stringify(input)}`).not.toMatch(/^defect: /);
      }));
    test(`${catalog.name}.${operation.name}: no input that its schema refuses is sent`, () =>
      forAll(async (draw) => {
        const told = await call(draw, drawWrongInput(operation, draw, examples));
        expect(told).toMatchObject({ answer: { success: false, error: { kind: 'invalid_input' } }, reached: 0 });
      }));
  }
};
