import {
  type AnyOperation,
  type Call,
  type Failure,
  type PerformedOperation,
  type Result,
  succeed,
} from '@strata/core';

/** What an operation's own functions are given: the request as the tool parses it, defaults filled in. */
const parsedInput = (operation: PerformedOperation, request: object): object => {
  // Every operation of a catalog has its schema; policies are only not told of it.
  const { input } = operation as Partial<Pick<AnyOperation, 'input'>>;
  const { operation: _name, ...given } = request as { readonly operation: string };
  const parsed = input?.safeParse(given);
  return parsed?.success === true ? parsed.data : given;
};

/**
 * Looks whether an earlier attempt at a call has had its effect after all. Succeeds with the output that the attempt
 * would have given, or with `undefined` when the effect is not there; fails when that cannot be found out now.
 * The answer is `undefined` when the operation does not say how to look.
 */
export const lookForEffect = async (call: Call, callId: string): Promise<Result<unknown, Failure> | undefined> => {
  const { locate } = call.operation;
  if (locate === undefined) return undefined;
  const input = parsedInput(call.operation, call.request);
  const request = { ...locate.request(input, callId), operation: locate.using.name };
  const found = await call.tool.execute(request, call.ctx);
  return found.success ? succeed(locate.pick(found.data, input, callId), found.meta) : found;
};
