import { type Tool, fail, flow, gate, invoke, saga, step } from '@strata/core';
import { z } from 'zod';
import { type OutsideOperations, createOutsideTool } from '../crash/outside-tool.fixture.ts';
import { defineWorkflow } from '../index.ts';

const input = z.object({ name: z.string() });
type Input = z.output<typeof input>;

/** Makes three items, one after the other. */
const three = (outside: Tool<OutsideOperations>) =>
  saga<Input>()
    .to(invoke(outside, 'create_item', (all) => ({ name: `${all.input.name} one` }), { as: 'one' }))
    .to(invoke(outside, 'create_item', (all) => ({ name: `${all.input.name} two` }), { as: 'two' }))
    .to(invoke(outside, 'create_item', (all) => ({ name: `${all.input.name} three` }), { as: 'three' }));

/** Makes three, and has to take them back. */
const refused = (outside: Tool<OutsideOperations>) => three(outside).to(step('refused', async () => fail('no')));

/** The workflows of these tests: what is made is made in a world outside, where one is known by a name. */
export const flowsIn = (url: string, who: string) => {
  const outside = createOutsideTool(`${url}/${who}`);
  return {
    three: defineWorkflow({ input, flow: three(outside) }),
    refused: defineWorkflow({ input, flow: refused(outside) }),
    other: defineWorkflow({ input, flow: three(outside) }),
    ask: defineWorkflow({
      input,
      flow: flow<Input>().to(gate('on', (all) => ({ question: `Go on with ${all.input.name}?` }))),
    }),
  };
};

export type FlowsIn = ReturnType<typeof flowsIn>;
