import type { Classified } from '@strata/core';
import { BuildFailed } from '../images/build-failed.ts';
import { NotHealthy } from '../containers/not-healthy.ts';
import { fromRegistry } from '../images/registry-failures.ts';
import { RequestProblem } from './request-problem.ts';
import { TakenName } from './taken-name.ts';

/** Words that only a registry's refusal has: the output of a step may say anything. */
const ofRegistry = /pull access denied|manifest|\b(?:Get|Head) "|dial tcp|toomanyrequests/;

const ofStep = /returned a non-zero code|^(?:COPY|ADD) failed/;

const fromBuild = ({ message, details }: BuildFailed): Classified => {
  const said = details.step === null ? message : message.slice(details.step.length + 2);
  const registry = !ofStep.test(said) && ofRegistry.test(said) ? fromRegistry(said) : undefined;
  return registry === undefined
    ? { kind: 'refused', message: inLine(message), details }
    : { ...registry, message: inLine(message) };
};

const inLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Says what an error means that is not the engine's: of rules that are checked here, and of what its answers come to. */
export const fromOwnRules = (thrown: unknown): Classified | undefined => {
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
