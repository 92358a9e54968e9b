import type { LocalGitHub } from '../local-github.fixture.ts';

/** Asks the local GitHub as one of its people, past the wrapper. */
export const askAs = async <Answer>(
  { url, server }: LocalGitHub,
  login: string,
  path: string,
  body: object,
): Promise<Answer> => {
  const headers = { authorization: `token ${server.tokenOf(login).reveal()}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${path} as ${login}: ${answer.status} ${await answer.text()}`);
  // The caller says what the route answers.
  return (await answer.json()) as Answer;
};

/** Opens an issue, and gives its number. */
export const openIssue = async ({ ask, repo }: LocalGitHub, fields: object = {}): Promise<number> =>
  (await ask<{ number: number }>('POST', `/repos/${repo}/issues`, { title: 'Wrong sum', body: 'See', ...fields }))
    .number;

/** Opens a pull request of somebody's for a branch with a commit of its own, and gives its number. */
export const openPullOf = async (local: LocalGitHub, login: string, branch = 'work/fix'): Promise<number> => {
  const { ask, repo, base } = local;
  await ask('POST', `/repos/${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: base });
  const path = `/repos/${repo}/contents/${encodeURIComponent(branch)}.txt`;
  await ask('PUT', path, { branch, message: 'Change', content: 'bmV3' });
  const body = { title: 'Fix', body: 'Why', head: branch, base: 'main' };
  return (await askAs<{ number: number }>(local, login, `/repos/${repo}/pulls`, body)).number;
};

/** Makes a label. */
export const makeLabel = ({ ask, repo }: LocalGitHub, name: string): Promise<unknown> =>
  ask('POST', `/repos/${repo}/labels`, { name, color: 'ff0000', description: `About ${name}` });
