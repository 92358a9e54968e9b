import assert from 'node:assert/strict';
import { createContext } from '@strata/core';
import { type AuditSink, verifyAudit } from '@strata/l3-experts';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { ReviewerExpert } from './reviewer-expert.ts';
import { signatureOf } from './signature.ts';

const repo = 'ann/app';
await using local = await startLocalGitHub({ repo, files: [] });
const wrapper = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
const lines: string[] = [];
const sink: AuditSink = {
  last: async () => lines.at(-1),
  append: async (line) => void lines.push(line),
};
const github = new ReviewerExpert(wrapper, { repos: ['ann/*'], sink });
const agent = 'review-bot';
const ctx = createContext({ agent, reason: 'a review was asked for' });

// Something to review, made by somebody who may.
const opened = await wrapper.execute({ operation: 'create_issue', repo, title: 'Is this right?' }, createContext());
assert(opened.success);
const { number } = opened.data;

const say = (body: string) => github.execute({ operation: 'add_comment', repo, number, body }, ctx);
const unsigned = await say('Looks good.');
assert(!unsigned.success && unsigned.error.kind === 'refused');
console.log(`unsigned: ${unsigned.error.message}`);

const comment = await say(`Looks good. ${signatureOf(agent)}`);
assert(comment.success);
console.log('signed: it was posted');

const third = await say(`And fast. ${signatureOf(agent)}`);
assert(!third.success && third.error.kind === 'forbidden' && third.error.rule === 'reviewers comment');
console.log(`too much: ${third.error.message}`);

const branch = await github.execute({ operation: 'create_branch', repo, branch: 'mine' }, ctx);
assert(!branch.success && branch.error.kind === 'forbidden' && branch.error.rule === 'otherwise');
console.log(`something else: ${branch.error.message}`);

const elsewhere = await github.execute({ operation: 'get_repo', repo: 'bob/app' }, ctx);
assert(!elsewhere.success && elsewhere.error.kind === 'forbidden');
console.log(`somewhere else: ${elsewhere.error.message}`);

const shown = await wrapper.execute({ operation: 'list_comments', repo, number }, createContext());
assert(shown.success && shown.data.count === 1);
const verdict = await verifyAudit(lines);
assert(verdict.valid && verdict.records === 8 && verdict.unfinished.length === 0);
console.log(`recorded: ${verdict.records} records, none of them changed`);
