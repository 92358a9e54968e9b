import { type Readable, addAbortSignal } from 'node:stream';
import type Docker from 'dockerode';
import { checkAnswer } from './answer-shapes.ts';

/** A request as dockerode hands it to its modem. */
interface Dialled {
  readonly method: string;
  readonly path: string;
  isStream?: boolean;
  hijack?: boolean;
  openStdin?: boolean;
  abortSignal?: AbortSignal | undefined;
  readonly options?: { readonly abortSignal?: AbortSignal | undefined } | undefined;
}

interface Modem {
  dial(request: Dialled, answered: (error: unknown, answer: unknown) => void): void;
}

const readWhole = async (answer: Readable, signal: AbortSignal | undefined): Promise<unknown> => {
  if (signal !== undefined) addAbortSignal(signal, answer);
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
};

const readAnswer = async (
  { method, path }: Dialled,
  answer: Readable,
  signal: AbortSignal | undefined,
): Promise<unknown> => {
  const whole = await readWhole(answer, signal);
  checkAnswer(method, path, whole);
  return whole;
};

/**
 * Mends three things in dockerode, and answers the same client. One whose connection breaks within an answer never
 * settles: here each answer is read by ourselves, so that a broken one is an error. It trusts each answer, and ends the
 * process when one is not what it expects: here each is checked first. And it drops the signal where images and networks
 * are inspected.
 */
export const mendClient = (docker: Docker): Docker => {
  // The types of dockerode have no word about its modem.
  const modem = docker.modem as Modem;
  const dial = modem.dial.bind(modem);
  modem.dial = (request, answered) => {
    const signal = request.abortSignal ?? request.options?.abortSignal;
    request.abortSignal = signal;
    const isWhole = request.isStream !== true && request.hijack !== true && request.openStdin !== true;
    if (!isWhole) return dial(request, answered);
    request.isStream = true;
    dial(request, (error, answer) => {
      // A refusal was read by the modem already. An Error or null, by the modem's own contract.
      if (error !== null && error !== undefined) return answered(error, null);
      // oxlint-disable-next-line promise/no-promise-in-callback -- dockerode's modem knows callbacks only
      readAnswer(request, answer as Readable, signal).then(
        (whole) => answered(null, whole),
        (broken: unknown) => answered(broken, null),
      );
    });
  };
  return docker;
};
