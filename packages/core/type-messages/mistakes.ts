import { z } from 'zod';
import { defineCatalog, defineOperation } from '@strata/core';
import { listPrs, closePr, createPr, github, ctx } from './sample.ts';
defineCatalog('github', { create_pull: createPr, list_prs: listPrs, close_pr: closePr });
defineCatalog('github', { create_pr: createPr, list_prs: listPrs });
defineCatalog('github', { create_pr: createPr, close_pr: closePr });
const ok = await github.execute({ operation: 'create_pr', repo: 'r', title: 't', head: 'h' }, ctx);
const s: string = ok;
await github.execute({ operation: 'create_pr', repo: 'r', head: 'h' }, ctx);
await github.execute({ operation: 'creat_pr', repo: 'r', head: 'h' }, ctx);
await github.execute({ operation: 'list_prs', repo: 'r', title: 'h' }, ctx);
if (ok.success) { const n: number = ok.data.number; void n; } 
