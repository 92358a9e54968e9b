import { z } from 'zod';
import { unmarkBody } from '../client/call-mark.ts';
import { type GitHubUser, loginOf } from '../issues/login.ts';
import { madeBy } from '../pull-requests/pull-request.ts';
import { webAddress } from '../client/web-address.ts';

/** The number by which GitHub knows a release. */
export const releaseId = z.int().positive();

/** A release as it is shown. */
export const release = z.object({
  id: releaseId,
  tag: z.string(),
  name: z.string(),
  body: z.string().describe('The notes, without the mark of a call.'),
  draft: z.boolean().describe('Whether only those see it who may write to the repository.'),
  prerelease: z.boolean(),
  target: z.string().describe('The branch or commit that the tag was made from, or will be.'),
  author: z.string().describe("The author's login."),
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  assets: z.array(z.object({ name: z.string(), sizeBytes: z.int(), url: z.string() })).describe('Its files.'),
  url: webAddress,
  callId: madeBy,
});

/** What GitHub answers about a release, as far as it is read here. */
interface GitHubRelease {
  readonly id: number;
  readonly tag_name: string;
  readonly name: string | null;
  readonly body?: string | null | undefined;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly target_commitish: string;
  readonly author: GitHubUser | null;
  readonly created_at: string;
  readonly published_at: string | null;
  readonly assets: readonly { readonly name: string; readonly size: number; readonly browser_download_url: string }[];
  readonly html_url: string;
}

/** Reads a release out of GitHub's answer. */
export const readRelease = (answer: GitHubRelease): z.input<typeof release> => {
  const { text, callId } = unmarkBody(answer.body);
  return {
    id: answer.id,
    tag: answer.tag_name,
    name: answer.name ?? '',
    body: text,
    draft: answer.draft,
    prerelease: answer.prerelease,
    target: answer.target_commitish,
    author: loginOf(answer.author),
    createdAt: answer.created_at,
    publishedAt: answer.published_at,
    assets: answer.assets.map(({ name, size, browser_download_url: url }) => ({ name, sizeBytes: size, url })),
    url: answer.html_url,
    ...(callId === undefined ? {} : { callId }),
  };
};
