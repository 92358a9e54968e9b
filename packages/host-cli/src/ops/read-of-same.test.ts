import { expect, test } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';
import { callOnce as call } from './called.fixture.ts';
import { findOperation } from './found-operation.ts';
import { lookBefore } from './read-of-same.ts';

test.each([
  ['docker', 'prune', { what: ['volumes'] }, 'strata ops call docker list_leftovers --what=volumes'],
  ['docker', 'remove_network', { network: 'net' }, 'strata ops call docker inspect_network --network=net'],
  ['docker', 'remove_container', { container: 'box' }, undefined],
  // Only the names of its fields are those of some read.
  ['github', 'delete_comment', { repo: 'octo/app', id: 1 }, undefined],
  ['docker', 'list_leftovers', {}, undefined],
])('S66: what %s %s would take away is shown by a read of the very same', async (tool, name, input, command) => {
  expect(lookBefore(await findOperation(tool, name, {}), input)?.command).toBe(command);
});

test('S66: a dry run of what takes away names the read that shows what would go', async () => {
  const words = ['docker', 'prune', '--what', 'volumes', '--dry-run'];
  expect((await call(words)).stdout).toContain(
    '  what would go: strata ops call docker list_leftovers --what=volumes\n',
  );
  expect(JSON.parse((await call([...words, '--json'])).stdout)).toMatchObject({
    dryRun: true,
    look: { operation: 'list_leftovers', command: 'strata ops call docker list_leftovers --what=volumes' },
  });
});

test('S66: the question before it names that read, too', async () => {
  const io = memoryIo({}, true);
  const ended = runCli(['ops', 'call', 'docker', 'prune', '--what', 'volumes'], io);
  await io.stderr.holds('what would go: strata ops call docker list_leftovers --what=volumes\n');
  io.stdin.write('n');
  expect(await ended).toMatchObject({ exitCode: 1 });
});
