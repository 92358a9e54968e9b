import { Command } from 'commander';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import type { ChangeOptions } from './change-run.ts';
import type { CheckOptions } from './check-runs.ts';
import type { DecideOptions } from './decide-run.ts';
import type { ForkOptions, RetryOptions } from './fork-run.ts';
import type { ListRunsOptions } from './list-runs.ts';
import type { ResolveOptions } from './resolve-run.ts';
import type { ResumeOptions } from './resume-run.ts';
import type { RunsOptions } from './runs-desk.ts';
import type { ShowRunOptions } from './show-run.ts';

const examples = `
Examples:
  $ strata runs list --status waiting
  $ strata runs show 3f2a81c0
  $ strata runs approve 3f2a81c0 --comment 'looks right'
  $ strata runs resume 3f2a81c0
  $ strata runs check --module ./workflows.ts

A run is named by its id, or by how that begins. Runs are looked for in .strata/runs.db of this folder, or of the next
one above that has it; --store names another file.
`;

type Ended = (end: CommandEnd) => void;

/** A command about runs, with what all of them take. */
const about = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--store <file>', 'the file that the runs are kept in')
    .option('--json', 'print the result as JSON');

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const createList = (io: CommandIo, ended: Ended): Command =>
  about('list', 'List runs, the newest first.')
    .option('--status <status>', 'those of this status; may be given several times', collect)
    .option('--workflow <name>', 'those of one workflow')
    .option('--needs-attention', 'those with something that only a person can settle')
    .option('--limit <count>', 'how many (default: 50)')
    .option('--cursor <cursor>', 'go on where the page before ended')
    .action(async (options: ListRunsOptions) => {
      const { listRuns } = await import('./list-runs.ts');
      ended(await listRuns(options, io));
    });

const createShow = (io: CommandIo, ended: Ended): Command =>
  about('show', 'Show one run as a timeline: what it has done, what it waits for, what came of it.')
    .argument('<run>', 'its id, or how that begins')
    .option('--html [file]', 'write it as a page of its own (default: run-ID.html beside the runs)')
    .action(async (run: string, options: ShowRunOptions) => {
      const { showRun } = await import('./show-run.ts');
      ended(await showRun(run, options, io));
    });

const createWatch = (io: CommandIo, ended: Ended): Command =>
  about('watch', 'Follow a run until it has ended, whichever process drives it.')
    .argument('<run>', 'its id, or how that begins')
    .action(async (run: string, options: RunsOptions) => {
      const { watchRun } = await import('./watch-run.ts');
      ended(await watchRun(run, options, io));
    });

const createDecision = (approved: boolean, io: CommandIo, ended: Ended): Command =>
  about(approved ? 'approve' : 'reject', approved ? 'Say yes at a gate.' : 'Say no at a gate.')
    .argument('<run>', 'its id, or how that begins')
    .argument('[gate]', 'its place; the only one that is open when left out')
    .option('--comment <text>', 'why')
    .option('--module <file>', 'the module whose rolesOf says who may, for a gate that asks for roles')
    .action(async (run: string, gate: string | undefined, options: DecideOptions) => {
      const { decideRun } = await import('./decide-run.ts');
      ended(await decideRun(approved, run, gate, options, io));
    });

const createCancel = (io: CommandIo, ended: Ended): Command =>
  about('cancel', 'End a run, which takes back what it has made.')
    .argument('<run>', 'its id, or how that begins')
    .option('--comment <text>', 'why')
    .action(async (run: string, options: ChangeOptions) => {
      const { cancelRun } = await import('./cancel-run.ts');
      ended(await cancelRun(run, options, io));
    });

const createPause = (io: CommandIo, ended: Ended): Command =>
  about('pause', 'Let a run go no further than what it is at.')
    .argument('<run>', 'its id, or how that begins')
    .option('--comment <text>', 'why')
    .action(async (run: string, options: ChangeOptions) => {
      const { pauseRun } = await import('./cancel-run.ts');
      ended(await pauseRun(run, options, io));
    });

const createResume = (io: CommandIo, ended: Ended): Command =>
  about('resume', 'Go on with a run here, after a crash, a pause or a decision, and follow it to its end.')
    .argument('<run>', 'its id, or how that begins')
    .option('--approve <ask|auto>', 'who answers at gates (default: ask, at the terminal)')
    .option('--module <file>', 'the module that exports your workflows, for a run of one of them')
    .action(async (run: string, options: ResumeOptions) => {
      const { resumeRun } = await import('./resume-run.ts');
      ended(await resumeRun(run, options, io));
    });

const createRetry = (io: CommandIo, ended: Ended): Command =>
  about('retry', 'Make a new run of one that failed, which does again only what failed or was taken back.')
    .argument('<run>', 'its id, or how that begins')
    .option('--module <file>', 'the module that exports your workflows')
    .action(async (run: string, options: RetryOptions) => {
      const { retryRun } = await import('./fork-run.ts');
      ended(await retryRun(run, options, io));
    });

const createFork = (io: CommandIo, ended: Ended): Command =>
  about('fork', 'Make a new run that goes on from a place of an earlier one.')
    .argument('<run>', 'its id, or how that begins')
    .requiredOption('--from <place>', 'the place in the flow to go on from')
    .option('--module <file>', 'the module that exports your workflows')
    .option('--input <json>', 'another input: JSON, @FILE, or - for stdin')
    .action(async (run: string, options: ForkOptions) => {
      const { forkRun } = await import('./fork-run.ts');
      ended(await forkRun(run, options, io));
    });

const createResolve = (io: CommandIo, ended: Ended): Command =>
  about('resolve', 'Answer what only a person can settle: whether a call that was cut off has happened.')
    .argument('<run>', 'its id, or how that begins')
    .argument('[place]', 'where; the only place that needs an answer when left out')
    .option('--happened [output]', 'it happened, with this output: JSON, @FILE, or - for stdin')
    .option('--did-not-happen', 'it did not: it is made now')
    .option('--try-again', 'try again what could not be taken back')
    .option('--give-up', 'take back all that can be, and end')
    .option('--module <file>', 'the module that exports your workflows, to hold the output against')
    .option('--comment <text>', 'why')
    .action(async (run: string, place: string | undefined, options: ResolveOptions) => {
      const { resolveRun } = await import('./resolve-run.ts');
      ended(await resolveRun(run, place, options, io));
    });

const createExport = (io: CommandIo, ended: Ended): Command =>
  about('export', 'Give one run as a document, without secrets.')
    .argument('<run>', 'its id, or how that begins')
    .argument('[file]', 'where to write it (default: stdout)')
    .action(async (run: string, file: string | undefined, options: RunsOptions) => {
      const { exportRun } = await import('./move-run.ts');
      ended(await exportRun(run, file, options, io));
    });

const createImport = (io: CommandIo, ended: Ended): Command =>
  about('import', 'Take a run out of a document. One that had not ended is paused.')
    .argument('<file>', 'the document, or - for stdin')
    .action(async (file: string, options: RunsOptions) => {
      const { importRun } = await import('./move-run.ts');
      ended(await importRun(file, options, io));
    });

const createCheck = (io: CommandIo, ended: Ended): Command =>
  about('check', 'Go through stored histories with the code of today, doing nothing; fails when a run could not go on.')
    .option('--module <file>', 'the module that exports your workflows')
    .addHelpText('after', '\nExit code:\n  0 all runs can go on   1 some cannot   2 bad usage\n')
    .action(async (options: CheckOptions) => {
      const { checkRuns } = await import('./check-runs.ts');
      ended(await checkRuns(options, io));
    });

/** Describes `runs` and what is below it. */
export const createRunsCommand = (io: CommandIo, ended: Ended): Command => {
  const create = [
    createList,
    createShow,
    createWatch,
    createCancel,
    createPause,
    createResume,
    createRetry,
    createFork,
  ];
  const more = [createResolve, createExport, createImport, createCheck];
  const command = new Command('runs')
    .summary('look at runs that are kept, decide about them, and go on with them')
    .description('Look at runs that are kept, decide about them, and go on with them.')
    .addHelpText('after', examples)
    .showSuggestionAfterError(true)
    .enablePositionalOptions();
  for (const one of create) command.addCommand(one(io, ended));
  command.addCommand(createDecision(true, io, ended)).addCommand(createDecision(false, io, ended));
  for (const one of more) command.addCommand(one(io, ended));
  return command;
};
