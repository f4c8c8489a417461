import { createServer, type AddressInfo } from 'node:net';
import { adviceForAddresses, checkEndpoints, parseLsof, parseProcNetTcp } from '../../../local/ports.ts';

test('reads listening sockets from the kernel table, addresses in their byte order', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 3300147F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0',
    '   1: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0',
    '   2: 0100007F:1F91 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0',
  ].join('\n');
  expect(parseProcNetTcp(text)).toEqual([
    { address: '127.20.0.51', port: 9092, inode: '4711' },
    { address: '*', port: 8081, inode: '4712' },
  ]);
});

test('reads an IPv4 address within IPv6, as Java listens', () => {
  const line = '0: 0000000000000000FFFF00003300147F:2384 0:0 0A 0:0 0:0 0 0 0 4711';
  expect(parseProcNetTcp(line)).toEqual([{ address: '127.20.0.51', port: 9092, inode: '4711' }]);
});

test('reads process ids from lsof', () => {
  expect(parseLsof('p123\nf5\np124\n')).toEqual([123, 124]);
});

test('names the process that holds a port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  const check = checkEndpoints([{ node: 'kafka-01', address: '127.0.0.1', port }]);
  await expect(check).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringContaining(`kafka-01: 127.0.0.1:${port} is taken by process ${process.pid} (`),
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(checkEndpoints([{ node: 'kafka-01', address: '127.0.0.1', port }])).resolves.toBeUndefined();
});

test('says how to add addresses, in each system its way', () => {
  expect(adviceForAddresses(['127.20.0.51', '127.20.0.51'], 'darwin')).toMatch(
    /\n {2}sudo ifconfig lo0 alias 127\.20\.0\.51 up$/,
  );
  expect(adviceForAddresses(['10.0.0.1'], 'linux')).toContain('sudo ip address add 10.0.0.1/8 dev lo');
});

test('finds that the machine lacks an address before anything is started', async () => {
  // A documentation address (RFC 5737): no machine has it.
  const check = checkEndpoints([{ node: 'kafka-01', address: '192.0.2.1', port: 9092 }]);
  await expect(check).rejects.toMatchObject({ code: 'MACHINE_LACKS' });
});
