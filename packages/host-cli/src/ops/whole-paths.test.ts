import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { callOnce as call } from './called.fixture.ts';
import { findOperation } from './found-operation.ts';
import { withWholePaths } from './whole-paths.ts';

test.each([
  ['docker', 'build_image', 'path', 'some/../app', resolve('app')],
  ['docker', 'build_image', 'path', '.', process.cwd()],
  ['docker', 'build_image', 'path', '/app', '/app'],
  ['docker', 'build_image', 'path', '', ''],
  ['docker', 'build_image', 'path', 3, 3],
  ['docker', 'build_image', 'dockerfile', 'Dockerfile', 'Dockerfile'],
  // That is a folder of the container.
  ['docker', 'exec', 'workdir', 'app', 'app'],
  ['pytest', 'run_tests', 'cwd', 'app', 'app'],
])('S65: of %s %s --%s %j is %j', async (tool, operation, field, given, whole) => {
  const found = await findOperation(tool, operation, {});
  expect(withWholePaths(found.operation, { [field]: given })).toEqual({ [field]: whole });
});

test('S65: a relative folder is taken from the current one, from a flag and from --input', async () => {
  const args = ['docker', 'build_image', '--dry-run', '--json'];
  for (const ended of [
    await call([...args, '--path=app']),
    await call([...args, '--input=-'], { stdin: '{"path": "app"}' }),
  ])
    expect(JSON.parse(ended.stdout)).toMatchObject({ dryRun: true, input: { path: resolve('app') } });
});
