import { isDeepStrictEqual } from 'node:util';
import type Docker from 'dockerode';
import type { ImageInspectInfo } from 'dockerode';
import { buildLabel, builtHereLabel, replacedLabel } from '../engine/references.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { idOfImage, lookAtImage } from './image-inspection.ts';
import { splitName } from './image-name.ts';

/** What says only how an image came to be, and not what it is. */
const ofBuild: ReadonlySet<string> = new Set([buildLabel, builtHereLabel, replacedLabel]);

/** All that containers made from an image would get: its files, its settings, and its labels but for our marks. */
const contentOf = ({ Architecture, Os, RootFS, Config }: ImageInspectInfo) => {
  // An image of another engine's may have no settings, or no labels, whatever dockerode's types say.
  const all = (Config as Partial<ImageInspectInfo['Config']> | null) ?? {};
  // The engine notes as `Image` which one the last step came from.
  const { Image: _parent, Labels, ...settings } = all;
  const ofOthers = Object.entries(Labels ?? {}).filter(([name]) => !ofBuild.has(name));
  return { Architecture, Os, layers: RootFS?.Layers, settings, labels: Object.fromEntries(ofOthers) };
};

/** What a build's names stood for before it. */
type Before = readonly { readonly tag: string; readonly imageId: string | null }[];

/** The one image that all names stood for before, when the one that was built is the same but for our marks. */
const sameBefore = async (
  docker: Docker,
  built: ImageInspectInfo,
  before: Before,
  abortSignal: AbortSignal,
): Promise<ImageInspectInfo | undefined> => {
  const ids = new Set(before.map(({ imageId }) => imageId));
  const [id = null] = ids;
  if (ids.size !== 1 || id === null || (await idOfImage(docker, id, abortSignal)) === null) return undefined;
  const earlier = await lookAtImage(docker, id, abortSignal);
  return isDeepStrictEqual(contentOf(earlier), contentOf(built)) ? earlier : undefined;
};

/**
 * Takes an image away again that differs from the one that all of its names stood for in nothing but the marks of the
 * call that built it, and gives the names back. Answers which image there is now: the earlier one, or the one that was
 * built. A call that is cut off in between leaves the marked one, by which it is found.
 */
export const keepEarlier = async (
  docker: Docker,
  built: ImageInspectInfo,
  before: Before,
  abortSignal: AbortSignal,
): Promise<ImageInspectInfo> => {
  const earlier = await sameBefore(docker, built, before, abortSignal);
  if (earlier === undefined) return built;
  for (const { tag } of before) {
    // One that somebody has given to yet another image meanwhile is theirs.
    if ((await idOfImage(docker, tag, abortSignal)) !== built.Id) continue;
    await docker.getImage(earlier.Id).tag({ ...splitName(tag), abortSignal });
  }
  try {
    await docker.getImage(built.Id).remove({ abortSignal });
  } catch (thrown) {
    // Somebody uses it already, or has taken it away.
    if (statusCodeOf(thrown) === undefined) throw thrown;
  }
  return lookAtImage(docker, earlier.Id, abortSignal);
};
