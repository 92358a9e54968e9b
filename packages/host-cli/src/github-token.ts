import { Secret } from '@strata/core';
import { type CommandIo, variable } from './command-io.ts';
import { UsageError } from './usage-error.ts';

/**
 * The environment's token, without what a file or a copy adds around it; undefined when there is none.
 *
 * @throws UsageError when it cannot be one. It could not be sent, and the complaint about that would show it.
 */
export const readToken = (env: CommandIo['env']): Secret | undefined => {
  const token = variable(env, 'GITHUB_TOKEN')?.trim();
  if (token === undefined || token === '') return undefined;
  if (!/^[\u0021-\u007E]+$/.test(token))
    throw new UsageError(
      'GITHUB_TOKEN holds characters that no token has',
      'Set it again: it was cut, joined or quoted wrongly.',
    );
  return new Secret(token);
};

/** Everything that must not be shown, whether it can be used or not. */
export const secretsOf = (env: CommandIo['env']): readonly Secret[] => {
  const given = variable(env, 'GITHUB_TOKEN');
  // A token that was given in pieces is as secret piece by piece; very short ones would blot out ordinary text.
  const pieces = given?.split(/\s+/).filter((piece) => piece.length >= 8) ?? [];
  return [...new Set(given === undefined ? [] : [given, ...pieces])].map((value) => new Secret(value));
};
