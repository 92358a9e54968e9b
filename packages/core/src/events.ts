import type { Failure } from './failure.ts';
import type { Node } from './flow/node.ts';

interface At {
  /** The place in the flow: names along the tree, `[3]` per item, `#2/` per attempt. */
  readonly at: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly correlationId: string;
}

interface OfNode extends At {
  /** The kind of the node: an operation (`invoke`), a function (`step`), … */
  readonly kind: Node['kind'];
}

/** What a flow tells about its progress. Hosts choose what to show. Plain JSON. */
export type FlowEvent =
  | (OfNode & { readonly type: 'started' })
  | (OfNode & { readonly type: 'finished'; readonly durationMs: number })
  | (OfNode & {
      readonly type: 'failed';
      readonly durationMs: number;
      readonly error: { readonly kind: string; readonly message: string };
    })
  | (OfNode & {
      readonly type: 'told';
      /** What an operation tells while it works, as its `part` schema has it. */
      readonly part: unknown;
    })
  | (At & { readonly type: 'waiting'; readonly question: string })
  | (At & { readonly type: 'decided'; readonly approved: boolean; readonly by: string })
  | (At & { readonly type: 'receiving' })
  | (At & { readonly type: 'undoing' })
  | (At & { readonly type: 'undone' })
  | (At & { readonly type: 'undo_failed'; readonly error: Failure });
