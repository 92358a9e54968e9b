import type { Classified } from '@strata/core';
import { BuildFailed } from '../images/build-failed.ts';
import { endOfOutput } from '../containers/end-of-output.ts';
import { NotHealthy } from '../containers/not-healthy.ts';
import { fromRegistry } from '../images/registry-failures.ts';
import { RequestProblem } from './request-problem.ts';
import { TakenName } from './taken-name.ts';
import { UnexpectedAnswer } from './unexpected-answer.ts';

/** What to do about an answer that no engine gives. */
export const checkAddress = "Check that DOCKER_HOST names a Docker engine's API.";

/** Words that only a registry's refusal has: the output of a step may say anything. */
const ofRegistry = /pull access denied|manifest|\b(?:Get|Head) "|dial tcp|toomanyrequests/;

const ofStep = /returned a non-zero code|^(?:COPY|ADD) failed/;

const fromBuild = ({ message, details }: BuildFailed): Classified => {
  const said = details.step === null ? message : message.slice(details.step.length + 2);
  const registry = !ofStep.test(said) && ofRegistry.test(said) ? fromRegistry(said) : undefined;
  return registry === undefined
    ? { kind: 'refused', message: inLine(message), hint: nextStepOf(details.log), details }
    : { ...registry, message: inLine(message) };
};

const nextStepOf = (log: string): string => {
  const end = endOfOutput(log);
  return `Mend what it says, and build again.${end === '' ? '' : ` Its log ended with: ${end}`}`;
};

const inLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Says what an error means that is not the engine's: of rules that are checked here, and of what its answers come to. */
export const fromOwnRules = (thrown: unknown, writes: boolean): Classified | undefined => {
  if (thrown instanceof UnexpectedAnswer)
    return {
      kind: 'unexpected_answer',
      message: inLine(thrown.message),
      hint: checkAddress,
      mayHaveHappened: writes,
    };
  // An address cannot hold half of a character, and so the request was not sent.
  if (thrown instanceof URIError) {
    const message = 'a text holds half of a character (a lone surrogate)';
    return { kind: 'invalid_input', message, issues: [{ path: '', message }] };
  }
  if (thrown instanceof RequestProblem) {
    const { path, message } = thrown;
    return { kind: 'invalid_input', message: `${path}: ${message}`, issues: [{ path, message }] };
  }
  if (thrown instanceof TakenName)
    return { kind: 'conflict', message: thrown.message, hint: 'Choose another name, or use what is there.' };
  if (thrown instanceof NotHealthy) {
    const hint = 'Look at what it has printed: get_container_logs.';
    return { kind: 'refused', message: thrown.message, hint, details: thrown.details };
  }
  return thrown instanceof BuildFailed ? fromBuild(thrown) : undefined;
};
