import { type LocalGitHub as Started, startLocalGitHub as start } from '../local-github/index.ts';
import { type Ask, type Snapshot, snapshotOf } from './snapshot.fixture.ts';

export type { Snapshot } from './snapshot.fixture.ts';

/** Files by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A GitHub on this machine with one repository. */
export interface LocalGitHub extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly repo: string;
  /** The commit that `main` begins at. */
  readonly base: string;
  /** Everything else that it can do, such as adding alerts. `rita` and `rob` may review. */
  readonly server: Started;
  /** Asks the local GitHub itself, past the wrapper. */
  readonly ask: Ask;
  readonly snapshot: () => Promise<Snapshot>;
  readonly stop: () => Promise<void>;
}

const workflow = `name: CI
run-name: CI \${{ inputs.mark }}
on:
  workflow_dispatch:
    inputs:
      mark:
        required: false
jobs:
  test:
    runs-on: ubuntu-latest
`;

/** A small project with text, a program, bytes, a folder and a workflow. */
export const sampleFiles: Files = {
  'README.md': '# App\n',
  'src/sum.py': 'def add(a, b):\n    return a - b\n',
  'src/naïve name #1.txt': 'Grüße\n',
  '.github/workflows/ci.yml': workflow,
  'logo.bin': new Uint8Array([0, 255, 254, 10, 0, 128]),
};

/** Starts a GitHub on a free port of the loopback interface, with a repository that holds `files`. */
export const startLocalGitHub = async (files: Files = sampleFiles): Promise<LocalGitHub> => {
  const server = await start({
    repo: 'octo/app',
    people: ['rita', 'rob'],
    files: Object.entries(files).map(([path, content]) => ({
      path,
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
    })),
  });
  const { url, repo, stop } = server;
  const token = server.token.reveal();
  const ask = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    // The caller says what the route answers.
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  };
  const snapshot = (): Promise<Snapshot> => snapshotOf(ask, repo);
  return { url, token, repo, base: server.baseSha, server, ask, snapshot, stop, [Symbol.asyncDispose]: stop };
};
