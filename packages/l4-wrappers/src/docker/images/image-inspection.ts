import type Docker from 'dockerode';
import type { ImageInspectInfo } from 'dockerode';
import { statusCodeOf } from '../engine/engine-answer.ts';

/** Looks at one image; rejects with 404 when the engine does not have it. */
export const lookAtImage = (docker: Docker, image: string, abortSignal: AbortSignal): Promise<ImageInspectInfo> =>
  // dockerode takes a signal here as everywhere; its types have forgotten it.
  docker.getImage(image).inspect({ abortSignal } as object);

/** The id of an image; null when the engine does not have it. */
export const idOfImage = async (docker: Docker, image: string, abortSignal: AbortSignal): Promise<string | null> => {
  try {
    return (await lookAtImage(docker, image, abortSignal)).Id;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return null;
    throw thrown;
  }
};

/** The ids of all images that the engine has. */
export const idsOfImages = async (docker: Docker, abortSignal: AbortSignal): Promise<readonly string[]> =>
  (await docker.listImages({ all: true, abortSignal } as object)).map(({ Id }) => Id);
