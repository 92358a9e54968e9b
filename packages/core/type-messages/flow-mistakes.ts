import { flow, saga, invoke, step, parallel, retry, timeout, gate, forEach, branch, race, fallback, sequence, succeed, runFlow } from '@strata/core';
import { github } from './sample.ts';
interface Change { readonly repo: string; readonly title: string; readonly files: readonly string[] }

const good = saga<Change>()
  .to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo })))
  .to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: input.title, head: 'b' })))
  .to(gate('approve', ({ create_pr }) => ({ question: `Merge #${create_pr.number}?` })))
  .to(parallel({ a: step('lint', async ({ create_pr }) => succeed(create_pr.number)), b: sequence((from) => from.to(step('x', async ({ approve }) => succeed(approve.by)))) }))
  .to(retry((from) => from.to(timeout((inner) => inner.to(step('deep', async ({ a, b }) => succeed([a, b] as const))), 10)), { attempts: 2, waitMs: 1 }))
  .to(forEach('each', ({ input }) => input.files, (each) => each.to(step('up', async ({ item, deep }) => succeed({ item, d: deep[0] })))))
  .to(branch('way', ({ each }) => (each.length > 1 ? 'some' : 'none'), { some: step('some', async ({ each }) => succeed(each)), none: step('none', async ({ input }) => succeed(input.title)) }))
  .to(race('fast', { p: step('p', async () => succeed(1)), q: step('q', async ({ a }) => succeed(a)) }))
  .to(fallback('fb', (from) => from.to(step('f1', async ({ fast }) => succeed(fast))), (from) => from.to(step('f2', async ({ each }) => succeed(each)))))
  ;
const result = await runFlow(good, { repo: 'r', title: 't', files: [] });
if (result.success) { const x: number = result.data; void x; } else { const y: 1 = result.error.cause; }

// mistakes
saga<Change>().to(invoke(github, 'send_mail', ({ input }) => ({ to: input.repo })));
saga<Change>().to(parallel({ mail: retry((from) => from.to(invoke(github, 'send_mail', ({ input }) => ({ to: input.repo }))), { attempts: 2, waitMs: 1 }) }));
flow<Change>().to(invoke(github, 'send_mail', ({ input }) => ({ to: input.repo })));
flow<Change>().to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo }))).to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo })));
flow<Change>().to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo }))).to(invoke(github, 'list_prs', ({ input }) => ({ repo: input.repo }), { as: 'again' }));
const merge = invoke(github, 'close_pr', (from: { readonly input: { repo: string }; readonly create_pr: { number: number } }) => ({ repo: from.input.repo, number: from.create_pr.number }));
flow<Change>().to(merge);
flow<Change>().to(invoke(github, 'close_pr', ({ input, create_pr }) => ({ repo: input.repo, number: create_pr.number })));
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: input.title, head: 'b', drft: true })));
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: input.title })));
flow<Change>().to(invoke(github, 'create_pr', ({ input }) => ({ repo: input.repo, title: 4, head: 'b' })));
flow<Change>().to(invoke(github, 'list_pr', ({ input }) => ({ repo: input.repo })));
const mail = invoke(github, 'send_mail', (_: { input: Change }) => ({ to: 'x' }));
saga<Change>().to(mail);
flow<Change>().to(step('a', async () => succeed(1))).to(step('a', async () => succeed(1)));
await runFlow(good, { repo: 'r', title: 't' });
