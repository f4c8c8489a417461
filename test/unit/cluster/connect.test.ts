import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectKafka } from '../../../cluster/index.ts';

/** Takes connections and never answers: what a client meets between the death of a broker and its return. */
let silent: Server;
const open = new Set<Socket>();
let accepted = 0;

beforeAll(async () => {
  silent = createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => undefined); // the client hangs up without a goodbye
    socket.once('close', () => open.delete(socket));
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  silent.close();
});

test('a client that was disconnected while it tries again keeps no connection open', async () => {
  const { port } = silent.address() as AddressInfo;
  const properties = {
    bootstrapServers: [`127.0.0.1:${port}`],
    username: 'someone',
    password: 'secret',
    certificateAuthority: '',
  };
  const admin = connectKafka(properties).admin();
  const connecting = admin.connect().catch((error: unknown) => error);
  while (accepted === 0) await sleep(10);
  for (const socket of open) socket.destroy(); // kafkajs tries again, in some 200 ms
  await admin.disconnect();

  expect(await connecting).toBeInstanceOf(Error);
  await sleep(100);
  expect(open.size).toBe(0);
}, 20_000);
