import type { FlowName } from './flows.fixture.ts';

/** A way in which a flow may go. */
export interface Shape {
  readonly name: FlowName;
  readonly fails: boolean;
  readonly verdict: 'yes' | 'no';
}

/** The ways that are killed. */
export const shapes: readonly Shape[] = [
  { name: 'in_order', fails: false, verdict: 'yes' },
  { name: 'in_order', fails: true, verdict: 'yes' },
  { name: 'side_by_side', fails: false, verdict: 'yes' },
  { name: 'side_by_side', fails: true, verdict: 'yes' },
  { name: 'nested', fails: false, verdict: 'yes' },
  { name: 'nested', fails: false, verdict: 'no' },
];

const made: Readonly<Record<FlowName, readonly string[]>> = {
  in_order: ['renamed', 'after item'],
  side_by_side: ['a left', 'a right', 'number 1', 'number 2', 'number 3', 'the other way'],
  nested: ['a one', 'a two', 'tried', 'last'],
};

/** Whether a flow comes to its end. */
export const succeeds = ({ fails, verdict }: Shape): boolean => !fails && verdict === 'yes';

/** What is there afterwards: all, or nothing. */
export const expectedOf = (shape: Shape): readonly string[] => (succeeds(shape) ? made[shape.name] : []);

/** Names without the numbers of items, which depend on who was first. */
export const namesOf = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name.replace(/item-\d+/, 'item')).toSorted();
