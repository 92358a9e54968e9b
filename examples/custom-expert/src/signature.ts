import { type Policy, createFailure, createPolicy, fail } from '@strata/core';

/** What a comment of the reviewer's ends with. */
export const signatureOf = (agent: string): string => `— ${agent}`;

/** A policy of one's own: whoever comments says who they are. */
export const signed = (): Policy =>
  createPolicy(() => (call, proceed) => {
    const { agent } = call.ctx;
    if (call.operation.name !== 'add_comment') return proceed();
    // The tool checks later that it is a text; a policy is given what the caller wrote.
    const body = 'body' in call.request ? String(call.request.body) : '';
    if (agent !== undefined && body.endsWith(signatureOf(agent))) return proceed();
    const message = 'a comment of a reviewer has to be signed';
    const hint = agent === undefined ? 'Say who acts, in ctx.agent.' : `End it with '${signatureOf(agent)}'.`;
    return Promise.resolve(fail(createFailure('add_comment', { kind: 'refused', message, hint })));
  });
