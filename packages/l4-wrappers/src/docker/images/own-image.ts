import type Docker from 'dockerode';
import { z } from 'zod';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { buildLabel, builtHereLabel } from '../engine/references.ts';
import { parseAnswer } from '../engine/unexpected-answer.ts';

/** The engine's answer on how an image came to be, the newest step first ("Get the history of an image" in Docker's API). */
const historyAnswer = z.array(z.object({ CreatedBy: z.string() }));

interface Labelled {
  readonly Id: string;
  readonly Labels?: Readonly<Record<string, string>> | null | undefined;
}

/**
 * Which call built an image; null when a build without a name did, `undefined` when none of ours did. An image that
 * others built upon ours has its labels too, but only with ours the last step is the one that gave them: the engine
 * adds the labels of a build at its end.
 */
export const buildOf = async (
  docker: Docker,
  { Id, Labels }: Labelled,
  abortSignal: AbortSignal,
): Promise<string | null | undefined> => {
  if (Labels?.[builtHereLabel] === undefined) return undefined;
  try {
    // dockerode takes a signal here as everywhere; its types have forgotten it.
    const image = docker.getImage(Id) as unknown as { history(options: object): Promise<unknown> };
    const [last] = parseAnswer(historyAnswer, await image.history({ abortSignal }), `the history of ${Id}`);
    const step = last?.CreatedBy ?? '';
    if (!step.includes(`LABEL `) || !step.includes(` ${builtHereLabel}=`)) return undefined;
    return step.includes(` ${buildLabel}=`) ? (Labels[buildLabel] ?? null) : null;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return undefined;
    throw thrown;
  }
};
