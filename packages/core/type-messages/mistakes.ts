import { defineCatalog, defineOperation, flow, invoke, parallel, retry, runFlow, saga, step, succeed } from '@strata/core';
import { z } from 'zod';
import { type Change, closePr, createPr, ctx, github, listPrs } from './sample.ts';

const input = z.object({ repo: z.string() });
const output = z.object({});

//# An operation under another key than its name
defineCatalog('github', { create_pull: createPr, list_prs: listPrs, close_pr: closePr });

//# An undo that the catalog does not have
defineCatalog('github', { create_pr: createPr, list_prs: listPrs });

//# An undo that does not fit the operation it names
const badUndo = defineOperation({ name: 'lock', summary: '', effect: 'write', input, output, undo: { operation: 'close_pr', request: (it) => ({ repo: it.repo }) } });
defineCatalog('github', { lock: badUndo, close_pr: closePr });

//# A locate by an operation that the catalog does not have
defineCatalog('github', { create_pr: createPr, close_pr: closePr });

//# A locate by an operation that writes
const badLocate = defineOperation({ name: 'lock', summary: '', effect: 'write', input, output, locate: { using: closePr, request: () => ({ repo: '', number: 1 }), pick: () => ({}) } });
defineCatalog('github', { lock: badLocate, close_pr: closePr });

//# An answer used without asking whether it is a success
export const url: string = await github.execute({ operation: 'create_pr', repo: 'r', title: 't', head: 'h' }, ctx);

//# A misspelt operation
await github.execute({ operation: 'creat_pr', repo: 'r', title: 't', head: 'h' }, ctx);

//# A missing field
await github.execute({ operation: 'create_pr', repo: 'r', head: 'h' }, ctx);

//# A field of the wrong type
await github.execute({ operation: 'create_pr', repo: 'r', title: 4, head: 'h' }, ctx);

//# A field of another operation
await github.execute({ operation: 'list_prs', repo: 'r', title: 't' }, ctx);

//# In a flow: a misspelt operation
flow<Change>().to(invoke(github, 'list_pr', ({ input }) => ({ repo: input.repo })));

//# In a flow: a missing field
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: input.title })));

//# In a flow: a field of the wrong type
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: 4, head: 'h' })));

//# In a flow: a misspelt optional field
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: input.title, head: 'h', drft: true })));

//# Reading the output of a step that is not there
flow<Change>().to(invoke(github, 'close_pr', ({ input, create_pr }) => ({ repo: input.repo, number: create_pr.number })));

//# Reading the output of another branch
flow<Change>().to(parallel({ a: step('a', async () => succeed(1)), b: step('b', async ({ a }) => succeed(a)) }));

//# A step made elsewhere that reads what is not given here
const close = invoke(github, 'close_pr', (from: { readonly input: Change; readonly create_pr: { readonly number: number } }) => ({ repo: from.input.repo, number: from.create_pr.number }));
flow<Change>().to(close);

//# The same name twice: an operation
flow<Change>().to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo }))).to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo })));

//# The same name twice: a step
flow<Change>().to(step('check', async () => succeed(1))).to(step('check', async () => succeed(2)));

//# A write without undo in a saga
saga<Change>().to(invoke(github, 'send_mail', ({ input }) => ({ to: input.repo })));

//# A write without undo deep in a saga
saga<Change>().to(parallel({ mail: retry((from) => from.to(invoke(github, 'send_mail', ({ input }) => ({ to: input.repo }))), { attempts: 2, waitMs: 1 }) }));

//# A write without undo, made elsewhere, in a saga
const mail = invoke(github, 'send_mail', (from: { readonly input: Change }) => ({ to: from.input.repo }));
saga<Change>().to(mail);

//# A flow run with an input that does not fit
await runFlow(flow<Change>().to(mail), { repo: 'r' });
