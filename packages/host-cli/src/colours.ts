import picocolors from 'picocolors';
import { type CommandIo, variable } from './command-io.ts';

/** Functions that colour a text, or leave it as it is. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for a stream: on terminals, unless NO_COLOR is set (no-color.org) or the terminal is a dumb one;
 * elsewhere only with FORCE_COLOR.
 */
export const coloursFor = (stream: { readonly isTTY?: boolean }, env: CommandIo['env']): Colours => {
  const forced = variable(env, 'FORCE_COLOR');
  const wanted =
    variable(env, 'NO_COLOR') === undefined &&
    (forced === undefined ? stream.isTTY === true && env['TERM'] !== 'dumb' : forced !== '0' && forced !== 'false');
  return picocolors.createColors(wanted);
};
