// The port that runs commands, and what it throws
export {
  type Command,
  type CommandOutcome,
  type CommandProblem,
  type CommandRunner,
  CommandError,
} from './command-runner.ts';
export { type CommandTool, classifyCommand } from './classify-command.ts';

// Commands as processes of this machine
export { createProcessRunner } from './process-runner.ts';
