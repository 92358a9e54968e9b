import type { CommandIo } from '../command-io.ts';

/** Listens for readers that go, from the moment it is made until it is disposed. */
export interface ReaderWatch extends Disposable {
  /** Aborts when something could not be written because nobody reads it any more. */
  readonly signal: AbortSignal;
}

/** A pipe without a reader, and a terminal that was closed. */
const isGone = (error: Error): boolean => 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO');

/**
 * Starts to listen. A program learns that its reader has gone, as in `strata … | head -3`, when it next writes; whoever
 * else listens for errors of these streams hears them as well.
 */
export const watchReaders = ({ stdout, stderr }: Pick<CommandIo, 'stdout' | 'stderr'>): ReaderWatch => {
  const controller = new AbortController();
  const failed = (error: Error): void => {
    if (isGone(error)) controller.abort();
  };
  for (const stream of [stdout, stderr]) stream.on('error', failed);
  const dispose = (): void => {
    for (const stream of [stdout, stderr]) stream.off('error', failed);
  };
  return { signal: controller.signal, [Symbol.dispose]: dispose };
};
