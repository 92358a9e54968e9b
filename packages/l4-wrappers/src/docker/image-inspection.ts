import type Docker from 'dockerode';
import type { ImageInspectInfo } from 'dockerode';

/** Looks at one image; rejects with 404 when the engine does not have it. */
export const lookAtImage = (docker: Docker, image: string, abortSignal: AbortSignal): Promise<ImageInspectInfo> =>
  // dockerode takes a signal here as everywhere; its types have forgotten it.
  docker.getImage(image).inspect({ abortSignal } as object);
