import type { Classified } from '@strata/core';
import type { CommandProblem } from './command-runner.ts';

/** What a tool that is run as a command has to say about itself. */
export interface CommandTool {
  /** As people call it: `git`, `pytest`. */
  readonly name: string;
  /** What is missing when its program is: `Python`. @default its name */
  readonly program?: string;
  /** How to get it. */
  readonly installHint: string;
  /** What to do when it takes too long. */
  readonly timeHint: string;
}

/** Says what it means that a command has no outcome. `writes`: what it was to do may have happened all the same. */
export const classifyCommand = (problem: CommandProblem, tool: CommandTool, writes: boolean): Classified => {
  switch (problem.kind) {
    case 'not_found':
      return {
        kind: 'tool_missing',
        message: `there is no ${tool.program ?? tool.name} at ${problem.file}`,
        hint: tool.installHint,
      };
    case 'no_folder':
      return { kind: 'not_found', message: `there is no folder ${problem.cwd}`, hint: 'Give the path of a folder.' };
    case 'timed_out':
      return {
        kind: 'timed_out',
        message: `${tool.name} was ended by its time limit of ${problem.limitMs} ms`,
        hint: tool.timeHint,
        limitMs: problem.limitMs,
        mayHaveHappened: writes,
      };
    case 'place_failed':
      return problem.failure;
    case 'aborted':
      return {
        kind: 'cancelled',
        message: `${tool.name} was ended because the call was cancelled`,
        mayHaveHappened: writes && problem.started,
      };
  }
};
