#!/usr/bin/env node
import { readVersion } from './version.ts';

// A reader that has had enough, as in `strata … | head`, or a terminal that was closed, is no reason to leave anything
// half done: EPIPE for pipes, EIO for terminals.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });

/** Resolves when everything has been handed to the system, or nobody reads it any more. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()));

/** The oldest Node that has everything that the packages use. */
const neededMajor = 24;
const [first, ...more] = process.argv.slice(2);
// Asked by scripts and completions all the time, so it does not wait for a parser to load.
if (more.length === 0 && (first === '--version' || first === '-V')) process.stdout.write(`${readVersion()}\n`);
else if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  process.stderr.write(
    `✖ strata needs Node ${neededMajor} or newer, and this is ${process.version}\n→ Install a newer Node.\n`,
  );
  process.exitCode = 2;
} else {
  const { runCli } = await import('./run-cli.ts');
  const { stopSignals } = await import('./interrupt.ts');
  const { exitCode, abandoned } = await runCli(process.argv.slice(2), process);
  if (abandoned) process.exit(exitCode);
  process.exitCode = exitCode;
  // A late signal ends nothing with a code of its own.
  for (const name of stopSignals) process.once(name, () => process.exit());
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // A process that runs out by itself lets go of its signals before it is gone.
  process.exit();
}
