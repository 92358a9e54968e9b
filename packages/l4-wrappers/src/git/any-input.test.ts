import { type Draw, oneOf, runAnyInput } from '@strata/testing';
import { afterAll, describe } from 'vitest';
import { forAll } from '../drawn.fixture.ts';
import type { CommandRunner } from '../process/index.ts';
import { GitWrapper, gitCatalog } from './index.ts';
import { createTestFolder } from './repository.fixture.ts';

const folder = createTestFolder();
afterAll(() => folder[Symbol.dispose]());

const answers = [
  '',
  `${folder.path}\n`,
  '0123456789abcdef0123456789abcdef01234567\n',
  'objects\nindex\nsha1\n',
  '1 .M N... 100644 100644 100644 a b src/a.py\0? new.txt\0u broken\0# branch.head main\0',
  '1\t2\tsrc/a.py\0-\t-\tlogo.bin\0',
  'M\0',
  '\n\n',
] as const;

const complaints = ['', 'fatal: not a git repository', 'error: patch failed: a:1\n', 'fatal: \0\ufffd'] as const;

/** A git that prints anything, and returns anything. */
const hostileRunner = (draw: Draw, onRun: () => void): CommandRunner => ({
  place: 'host',
  run: async ({ args }) => {
    onRun();
    const exitCode = oneOf([0, 0, 0, 1, 128, 137, 255], draw);
    // Git parts fields with NULs only where it was asked to.
    const isListing = args.includes('-z');
    const answer = oneOf(answers, draw);
    const truncated = draw(9) === 8;
    return {
      exitCode,
      stdout: isListing ? answer : answer.replaceAll('\0', '\n'),
      stderr: oneOf(complaints, draw),
      durationMs: 1,
      truncated,
    };
  },
});

describe('S64: with a git that prints anything', () => {
  runAnyInput({
    catalog: gitCatalog,
    forAll,
    // Whatever folder is named is copied and removed for real, so it is one that may be.
    examples: { cwd: [folder.path, `${folder.path}/none`], path: [folder.path, `${folder.path}/tree`, 'tree'] },
    open: (draw) => {
      let runs = 0;
      return { tool: new GitWrapper({ runner: hostileRunner(draw, () => void (runs += 1)) }), reached: () => runs };
    },
  });
});
