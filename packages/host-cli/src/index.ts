// The command, for programs that hold it
export { runCli } from './run-cli.ts';
export type { CommandEnd, CommandIo, OutputStream } from './command-io.ts';
