import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Context, endpoint, service } from '@restatedev/restate-sdk';
import { connect } from '@restatedev/restate-sdk-clients';
import { serve, stepsPerRun } from './peer.ts';
import { freePort, startServer } from './server.ts';

const bench = service({
  name: 'bench',
  handlers: {
    ten: async (ctx: Context, input: number): Promise<number> => {
      let sum = input;
      for (let index = 0; index < stepsPerRun; index++) sum += await ctx.run(`step${index}`, async () => index);
      return sum;
    },
  },
});

/** Where the steps are run: an HTTP/2 server in this process, which the Restate server calls. */
const openEndpoint = async (scope: AsyncDisposableStack): Promise<string> => {
  const steps = endpoint().bind(bench);
  // It warns of requests without signatures, which is all that there are.
  steps.setLogger(({ level }, ...said) => void (String(level) === 'error' && console.error(...said)));
  const server = createServer(steps.http2Handler()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.defer(() => void server.close());
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
};

const post = async (url: string, body: object): Promise<unknown> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  assert(response.ok, `${url} answered ${response.status}: ${response.ok ? '' : await response.text()}`);
  return response.json();
};

await serve(async (folder, scope) => {
  const [ingress, admin, fabric] = await Promise.all([freePort(), freePort(), freePort()]);
  const [ingressUrl, adminUrl] = [`http://127.0.0.1:${ingress}`, `http://127.0.0.1:${admin}`];
  const cluster = basename(folder);
  await startServer(
    {
      command: process.execPath,
      args: [fileURLToPath(import.meta.resolve('@restatedev/restate-server/lib/index.js')), '--no-logo'],
      folder,
      env: {
        ...process.env,
        RESTATE_BASE_DIR: folder,
        RESTATE_CLUSTER_NAME: cluster,
        RESTATE_NODE_NAME: 'bench',
        RESTATE_LISTEN_MODE: 'tcp',
        RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
        RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
        RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
        RESTATE_DISABLE_TELEMETRY: 'true',
      },
      stopWith: 'SIGTERM',
      isUp: async () => {
        const health = await fetch(`${adminUrl}/health`).catch(() => undefined);
        if (health?.ok !== true) return false;
        // The name is this folder's, so a server that somebody else has started has another one.
        const of = (await (await fetch(`${adminUrl}/cluster-health`)).json()) as { readonly cluster_name?: unknown };
        assert.equal(of.cluster_name, cluster);
        return true;
      },
    },
    scope,
  );
  await post(`${adminUrl}/deployments`, { uri: await openEndpoint(scope) });

  const client = connect({ url: ingressUrl }).serviceClient<typeof bench>({ name: 'bench' });
  await client.ten(0);
  const query = "select name from sys_journal where entry_type = 'Command: Run'";
  const { rows } = (await post(`${adminUrl}/query`, { query })) as { readonly rows: readonly unknown[] };
  assert.equal(rows.length, stepsPerRun, 'each step is in the journal');
  return (input) => client.ten(input);
});
