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

/** dockerode's own call for this takes no signal. */
const historyOf = (docker: Docker, imageId: string, abortSignal: AbortSignal): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const statusCodes = { 200: true, 404: 'no such image' };
    const request = { path: `/images/${imageId}/history`, method: 'GET', abortSignal, statusCodes };
    // What dockerode does with the answer to any request: the types of its modem have no word about it.
    const answered = (error: Error | null, answer: unknown): void => (error === null ? resolve(answer) : reject(error));
    (docker.modem as { dial(dialled: object, callback: typeof answered): void }).dial(request, answered);
  });

/**
 * Which call built an image; null when a build without a name did, `undefined` when none of ours did. An image that
 * others built upon ours has its labels too, but further steps after those that gave them (see `imageLabelsOf`).
 */
export const buildOf = async (
  docker: Docker,
  { Id, Labels }: Labelled,
  abortSignal: AbortSignal,
): Promise<string | null | undefined> => {
  const stepsAfter = Labels?.[builtHereLabel];
  if (stepsAfter === undefined || !/^\d{1,4}$/.test(stepsAfter)) return undefined;
  try {
    const steps = parseAnswer(historyAnswer, await historyOf(docker, Id, abortSignal), `the history of ${Id}`);
    const isOurs = steps[Number(stepsAfter)]?.CreatedBy.endsWith(`LABEL ${builtHereLabel}=${stepsAfter}`) === true;
    // Its base may be ours, too, and have left its own call among the labels.
    const given = steps
      .slice(0, Number(stepsAfter))
      .some(({ CreatedBy }) => CreatedBy.includes(`LABEL ${buildLabel}=`));
    return isOurs ? ((given ? Labels?.[buildLabel] : null) ?? null) : undefined;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return undefined;
    throw thrown;
  }
};
