import { type FrontRequest, found, repositoryPath } from '../front-route.ts';

/** A workflow as its file says it, as far as it is looked at here. */
export interface WorkflowFile {
  readonly path: string;
  readonly name: string;
  /** What the runs are called; `${{ inputs.x }}` stands for an input. */
  readonly runName: string | undefined;
  readonly jobs: readonly string[];
  /** Whether it can be started by hand, and with which inputs. */
  readonly dispatch: readonly string[] | undefined;
}

const folder = '.github/workflows/';

const valueOf = (text: string, key: string): string | undefined =>
  new RegExp(`^${key}:[ \\t]*(.+?)[ \\t]*$`, 'm').exec(text)?.[1]?.replace(/^(['"])(.*)\1$/, '$2');

/** The lines below a key that are further in than it is. */
const blockOf = (lines: readonly string[], key: RegExp): readonly string[] => {
  const start = lines.findIndex((line) => key.test(line));
  if (start === -1) return [];
  const depth = /^ */.exec(lines[start] ?? '')?.[0].length ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= depth);
  return end === -1 ? rest : rest.slice(0, end);
};

/** The keys right below, which are the least far in. */
const keysOf = (block: readonly string[]): readonly string[] => {
  const keys = block.flatMap((line) => [...line.matchAll(/^( +)([\w-]+):/g)].map((it) => [it[1], it[2]] as const));
  const depth = keys[0]?.[0]?.length;
  return keys.filter(([indent]) => indent?.length === depth).map(([, key = '']) => key);
};

const read = (path: string, text: string): WorkflowFile => {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const on = blockOf(lines, /^on:/);
  const canDispatch = [valueOf(text, 'on') ?? '', ...on].some((line) => /\bworkflow_dispatch\b/.test(line));
  const inputs = keysOf(blockOf(blockOf(on, /workflow_dispatch:/), /inputs:/));
  return {
    path,
    name: valueOf(text, 'name') ?? path,
    runName: valueOf(text, 'run-name'),
    jobs: keysOf(blockOf(lines, /^jobs:/)),
    dispatch: canDispatch ? inputs : undefined,
  };
};

/** The workflows that a branch holds. This reads the plain YAML that workflows are mostly written in, not all of YAML. */
export const workflowsAt = async (request: FrontRequest, ref: string): Promise<readonly WorkflowFile[]> => {
  const where = repositoryPath(request);
  interface Entry {
    readonly path: string;
    readonly sha: string;
  }
  const { tree } = await found<{ readonly tree: readonly Entry[] }>(
    request,
    `${where}/git/trees/${encodeURIComponent(ref)}?recursive=1`,
  );
  const files = tree.filter((it) => it.path.startsWith(folder) && /\.ya?ml$/.test(it.path));
  return Promise.all(
    files.map(async ({ path, sha }) => {
      const { content } = await found<{ readonly content: string }>(request, `${where}/git/blobs/${sha}`);
      return read(path, Buffer.from(content, 'base64').toString('utf8'));
    }),
  );
};
