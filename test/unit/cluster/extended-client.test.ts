import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { alterConfigs, observeQuotas, readPartition } from '../../../cluster/extended-client.ts';

const properties = {
  bootstrapServers: ['127.0.0.1:1'],
  username: 'someone',
  password: 'secret',
  certificateAuthority: '',
};

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test("what fails in the client's thread is told as if it had failed here, without the password", async () => {
  const server = `127.0.0.1:${await closedPort()}`;
  const failure: unknown = await observeQuotas({ ...properties, bootstrapServers: [server] }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    name: 'ClusterError',
    code: 'CLUSTER_UNREACHABLE',
    retryable: true,
    message: expect.stringMatching(new RegExp(`^${server}: found ".+", expected an answer from a broker; see that`)),
  });
  expect(String(failure)).not.toContain('secret');
}, 60_000);

test('calls that overlap get each their own answer', async () => {
  const nothing = alterConfigs(properties, []);
  const somewhere = readPartition(properties, 'orders', { partition: 0, timeoutMs: 100 }).catch(
    (error: unknown) => error,
  );
  const nothingAgain = alterConfigs(properties, []);
  expect(await Promise.all([nothing, nothingAgain])).toEqual([new Map(), new Map()]);
  expect(await somewhere).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
}, 60_000);
