import type { z } from 'zod';
import { inWords, issuesOf } from '../../input-issue.ts';
import { type Failure, createFailure } from '../../failure.ts';
import { fail, succeed } from '../../result.ts';
import { type Frame, cancelledAt, keep } from '../frame.ts';
import type { Outcome } from '../node.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';

export interface ReceiveNode {
  readonly kind: 'receive';
  readonly name: string;
  readonly message: z.ZodType;
}

/**
 * Waits for a message from outside that is sent to the run under this name. The output is the message, as its schema
 * reads it; one that does not fit is the failure `invalid_input`.
 */
export const receive = <Needs, const Name extends string, Message extends z.ZodType>(
  name: FreshName<Needs, Name>,
  message: Message,
): Step<Needs, Named<Name, z.output<Message>>, z.output<Message>, Failure<Name>> =>
  asStep({ kind: 'receive', name, message });

export const runReceive = async (node: ReceiveNode, frame: Frame, path: string): Promise<Outcome> => {
  const key = path + node.name;
  const { clock, correlationId, emit } = frame.ctx;
  emit?.({ type: 'receiving', at: key, time: clock.now(), correlationId });
  const received = await frame.runtime.receive(key, node.name, frame.cancellation);
  if (received === undefined) return cancelledAt(node.name);
  const read = node.message.safeParse(received.message);
  if (read.success) return keep(frame, node.name, succeed(read.data));
  const issues = issuesOf(read.error);
  return fail(createFailure(node.name, { kind: 'invalid_input', message: inWords(issues), issues }));
};
