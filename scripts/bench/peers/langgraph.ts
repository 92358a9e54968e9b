import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { serve, stepsPerRun } from './peer.ts';

const State = Annotation.Root({ sum: Annotation<number> });
type Sum = typeof State.State;

// No checkpointer: nothing of a run is kept anywhere, which is where it is fastest.
await serve(async () => {
  const nodes = Array.from({ length: stepsPerRun }, (_, index): [string, (state: Sum) => Promise<Sum>] => [
    `step${index}`,
    async ({ sum }) => ({ sum: sum + index }),
  ]);
  const graph = new StateGraph(State)
    .addSequence(nodes)
    .addEdge(START, 'step0')
    .addEdge(`step${stepsPerRun - 1}`, END)
    .compile();
  return async (input) => (await graph.invoke({ sum: input })).sum;
});
