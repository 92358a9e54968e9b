import { isAbsolute, resolve } from 'node:path';
import type { Tool, WorkflowContext } from '@strata/core';
import { DockerExpert, type DockerOperations, PyTestExpert, type PyTestOperations } from '@strata/l3-experts';
import { PyTestCLIWrapper, findPython } from '@strata/l4-wrappers/pytest';
import type { ShipOrder } from './ship-order.ts';
import { ShipStopped } from './ship-stopped.ts';

/** A path is meant from here, not from the scratch copy that the tests run in; a name is looked up in PATH. */
const interpreter = (python: string): string =>
  isAbsolute(python) || !python.includes('/') ? python : resolve(python);

const ensureImage = async (
  docker: Tool<DockerOperations>,
  image: string,
  say: (text: string) => void,
  ctx: WorkflowContext,
): Promise<void> => {
  const found = await docker.execute({ operation: 'inspect_image', image }, ctx);
  if (found.success) return;
  if (found.error.kind !== 'not_found') throw new ShipStopped(found.error);
  say(`Pulling ${image}, which is not on this machine yet.`);
  const pulled = await docker.execute({ operation: 'pull_image', image }, ctx);
  if (!pulled.success) throw new ShipStopped(pulled.error);
};

/**
 * Where the tests are run: as processes of this machine with the project's interpreter, or in a container.
 *
 * @throws ShipStopped when the image can neither be found nor pulled.
 */
export const openPytest = async (
  order: ShipOrder,
  say: (text: string) => void,
  ctx: WorkflowContext,
): Promise<Tool<PyTestOperations>> => {
  const { container: image, path } = order;
  if (image === undefined) {
    const python = interpreter(order.python ?? (await findPython(path)));
    return new PyTestExpert(new PyTestCLIWrapper({ python }));
  }
  // Only who names an image waits for the engine's client to load.
  const { DockerSDKWrapper, createContainerRunner } = await import('@strata/l4-wrappers/docker');
  const docker = new DockerExpert(new DockerSDKWrapper());
  await ensureImage(docker, image, say, ctx);
  const runner = createContainerRunner(docker, { image });
  return new PyTestExpert(
    new PyTestCLIWrapper({ runner, ...(order.python === undefined ? {} : { python: order.python }) }),
  );
};
