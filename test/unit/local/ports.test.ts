import { createServer, type AddressInfo } from 'node:net';
import { adviceForAddresses, checkEndpoints, describeTaken, parseLsof, parseProcNetTcp } from '../../../local/ports.ts';

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

describe('of taken ports', () => {
  const at = (node: string, port: number) => ({ node, address: '127.20.0.51', port });
  const other = { pid: 7, command: 'nc -l 9092' };
  const nodeOf = (home: string) => ({
    pid: 8,
    command: `java -Dkafka.platform.home=${home} -Dkafka.platform.node=kafka-01 -Xmx1g kafka.Kafka`,
  });

  test('those of another platform are told a line a node, with how to stop it', () => {
    const holder = nodeOf('/home/me/a home');
    const taken = [9092, 9093].map((port) => ({ endpoint: at('kafka-01', port), holder }));
    expect(describeTaken(taken)).toBe(
      'kafka-01: 127.20.0.51:9092, 127.20.0.51:9093 are taken by process 8 (kafka-01 of the platform in /home/me/a home)\n' +
        'Stop that platform with: npm stop -- --home /home/me/a home, or choose other addresses with --network, such as 127.30.0.0/24',
    );
  });

  test('others are told by their command line, or that it is hidden', () => {
    const taken = [
      { endpoint: at('kafka-01', 9092), holder: other },
      { endpoint: at('kafka-01', 9093), holder: nodeOf('/a') },
      { endpoint: at('kafka-02', 9092), holder: undefined },
    ];
    expect(describeTaken(taken).split('\n')).toEqual([
      'kafka-01: 127.20.0.51:9092 is taken by process 7 (nc -l 9092)',
      'kafka-01: 127.20.0.51:9093 is taken by process 8 (kafka-01 of the platform in /a)',
      'kafka-02: 127.20.0.51:9092 is taken by a process that this user may not see',
      'End what holds it, or choose other addresses with --network, such as 127.30.0.0/24',
    ]);
  });
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
