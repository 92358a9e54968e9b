import { Secret } from '@strata/core';
import { type CommandIo, variable } from './command-io.ts';
import { UsageError } from './usage-error.ts';

/** No token of GitHub is shorter; taken out of what is printed, such a text would blot out ordinary words. */
const shortestToken = 8;

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
  if (token.length < shortestToken)
    throw new UsageError(
      `GITHUB_TOKEN is too short to be a token: it has fewer than ${shortestToken} characters`,
      'Set it again, or unset it to work without one.',
    );
  return new Secret(token);
};

/** Everything that must not be shown, whether it can be used or not. */
export const secretsOf = (env: CommandIo['env']): readonly Secret[] => {
  const given = variable(env, 'GITHUB_TOKEN');
  // A token that was given in pieces is as secret piece by piece.
  const forms = given === undefined ? [] : [given, given.trim(), ...given.split(/\s+/)];
  return [...new Set(forms)].filter((form) => form.trim().length >= shortestToken).map((form) => new Secret(form));
};
