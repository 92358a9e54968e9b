import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';
import { listed } from '../front-page.ts';

interface Ref {
  readonly ref: string;
  readonly object: { readonly sha: string; readonly type: string };
}
interface Release {
  readonly tag_name: string;
  readonly target_commitish: string;
}

const prefix = 'refs/tags/';

/** The commit that a tag leads to; an annotated one leads there by an object of its own. */
const commitOf = async (request: FrontRequest, { object }: Ref): Promise<string> => {
  if (object.type !== 'tag') return object.sha;
  const path = `${repositoryPath(request)}/git/tags/${object.sha}`;
  return (await found<{ readonly object: { readonly sha: string } }>(request, path)).object.sha;
};

/** The emulator lists the objects of annotated tags; GitHub lists all tags there are. */
const listTags = async (request: FrontRequest): Promise<FrontAnswer> => {
  const where = repositoryPath(request);
  const refs = await found<readonly Ref[]>(request, `${where}/git/matching-refs/tags/`);
  const tags = await Promise.all(
    refs.map(async (ref) => {
      const name = ref.ref.slice(prefix.length);
      const sha = await commitOf(request, ref);
      const web = `${request.url}${where}`;
      return {
        name,
        commit: { sha, url: `${web}/commits/${sha}` },
        zipball_url: `${web}/zipball/${ref.ref}`,
        tarball_url: `${web}/tarball/${ref.ref}`,
        node_id: `REF_${Buffer.from(ref.ref).toString('base64url')}`,
      };
    }),
  );
  // Names that are greater come first, as on GitHub.
  return listed(
    request,
    tags.toSorted((a, b) => (a.name < b.name ? 1 : -1)),
  );
};

const isTaken = async (request: FrontRequest, tag: string): Promise<boolean> => {
  const releases = await found<readonly Release[]>(request, `${repositoryPath(request)}/releases?per_page=100`);
  return releases.some((it) => it.tag_name === tag);
};

/** A release that is published makes its tag when there is none; the emulator leaves that out. */
const createRelease = async (request: FrontRequest): Promise<FrontAnswer> => {
  const where = repositoryPath(request);
  const { tag_name: tag, draft = false } = request.body;
  if (typeof tag === 'string' && (await isTaken(request, tag)))
    throw new Refusal(422, 'Validation Failed', [{ resource: 'Release', code: 'already_exists', field: 'tag_name' }]);
  const target = request.body['target_commitish'];
  const base = (await found<{ readonly default_branch: string }>(request, where)).default_branch;
  const from = typeof target === 'string' && target !== '' ? target : base;
  const { status, body } = await request.behind(
    'GET',
    `${where}/commits/${from.split('/').map(encodeURIComponent).join('/')}`,
  );
  if (status !== 200)
    throw new Refusal(422, 'Validation Failed', [{ resource: 'Release', code: 'invalid', field: 'target_commitish' }]);
  const made = await request.behind('POST', `${where}/releases`, request.body);
  // What the emulator has at this path is a commit.
  const { sha } = body as { readonly sha: string };
  if (made.status === 201 && draft === false)
    await request.behind('POST', `${where}/git/refs`, { ref: `${prefix}${String(tag)}`, sha });
  return made;
};

/** Tags and releases as GitHub ties them together. */
export const createReleaseRoutes = (): readonly Route[] => [
  route('GET', '/repos/{owner}/{repo}/tags', listTags),
  route('POST', '/repos/{owner}/{repo}/releases', createRelease),
];
