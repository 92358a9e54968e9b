import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgres } from './find-postgres.ts';
import { freePort, startServer } from './server.ts';

const execute = promisify(execFile);
const user = 'postgres';

/** PostgreSQL refuses to run as root. */
const identity = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, user])));
  assert(uid !== undefined && gid !== undefined);
  return { uid, gid };
};

/** Starts a PostgreSQL with its own settings on a cluster of its own. Gives the URL of a database to be made there. */
export const startPostgres = async (folder: string, scope: AsyncDisposableStack): Promise<string> => {
  const programs = findPostgres();
  assert(programs !== undefined, 'PostgreSQL is not installed');
  const [data, passwordFile, password] = [join(folder, 'data'), join(folder, 'password'), randomUUID()];
  const owner = identity();
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const secured = ['-U', user, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...secured], { cwd: folder, stdio: 'pipe', ...owner });

  const port = await freePort();
  const asked = `select current_setting('data_directory'), current_setting('fsync'), current_setting('synchronous_commit')`;
  const asking = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-X', '-A', '-t', '-c', asked];
  await startServer(
    {
      command: join(programs, 'postgres'),
      args: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', ''],
      folder,
      ...owner,
      stopWith: 'SIGINT',
      isUp: async () => {
        const env = { ...process.env, PGPASSWORD: password };
        const answered = await execute(join(programs, 'psql'), asking, { env }).catch(() => undefined);
        if (answered === undefined) return false;
        assert.equal(answered.stdout.trim(), `${data}|on|on`, 'this cluster, which waits for the disk');
        return true;
      },
    },
    scope,
  );
  return `postgresql://${user}:${password}@127.0.0.1:${port}/bench`;
};
