import { Command } from 'commander';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import type { ShipOptions } from './ship-order.ts';

const examples = `
Examples:
  $ strata ship --repo octo/app --path . --title 'Fix the sum'
      ships the edits of the working copy, and asks before it merges

  $ strata ship --repo octo/app --path . --title 'Fix the sum' --patch fix.patch --approve auto --json
      ships a patch without asking, and prints the result as JSON

Environment:
  GITHUB_TOKEN     works on the real GitHub; without it on a local one that is gone when the run ends
  GITHUB_API_URL   the API of another GitHub (default: https://api.github.com)
  STRATA_PYTHON    the Python to test with, when --python is not given

Exit code:
  0 merged   1 refused or failed, nothing left   2 bad usage   3 something could not be taken back
`;

/** Describes `ship`. What it does is loaded when it is called. */
export const createShipCommand = (io: CommandIo, ended: (end: CommandEnd) => void): Command =>
  new Command('ship')
    .summary('ship a tested change')
    .description(
      'Test a change, propose it as a pull request, have it approved, merge it and delete its branch.\n' +
        'When anything fails, all of it is taken back.',
    )
    .option('--repo <owner/name>', 'the repository')
    .option('--path <dir>', "the project's folder")
    .option('--title <text>', 'what the change does: the title of the commit and the pull request')
    .option('--branch <name>', 'the branch to make for it (default: made from the title)')
    .option('--base <name>', 'the branch that it is for (default: main)')
    .option('--patch <file>', "the change as a patch (default: the working copy's own edits)")
    .option('--container <image>', 'run the tests in a container of this image (default: as processes)')
    .option('--min-coverage <percent>', 'the coverage that the tests have to reach, 0 to 100')
    .option('--approve <ask|auto>', 'who approves the merge (default: ask, at the terminal)')
    .option('--python <path>', "the interpreter with pytest (default: STRATA_PYTHON, the project's .venv, python3)")
    .option('--store <file>', 'where the run is kept, to go on after a crash (default: .strata/runs.db in --path)')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', examples)
    .action(async (options: ShipOptions) => {
      const { ship } = await import('./ship.ts');
      ended(await ship(options, io));
    });
