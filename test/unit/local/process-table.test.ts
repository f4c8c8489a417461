import {
  findProcess,
  listProcesses,
  markerOptions,
  nodeProcessesIn,
  parseProcStat,
  parsePs,
} from '../../../local/process-table.ts';

const home = '/home/me/my project/.platform/local';
const jvm = (dir: string, node: string) =>
  `java ${markerOptions(dir, node).join(' ')} -cp a.jar kafka.Kafka server.properties`;
const processOf = (pid: number, command: string) => ({ pid, startTime: '1', command });

test('selects the JVMs of its own home only', () => {
  const processes = [
    processOf(1, '/sbin/init'),
    processOf(2, jvm(home, 'kafka-01')),
    processOf(3, jvm(`${home}2`, 'kafka-01')),
    processOf(4, jvm('/home/me', 'zk-01')),
    processOf(5, `/usr/lib/jvm/bin/${jvm(home, 'zk-01')}`),
  ];
  expect(nodeProcessesIn(processes, home).map(({ pid, node }) => [pid, node])).toEqual([
    [2, 'kafka-01'],
    [5, 'zk-01'],
  ]);
});

test.each([
  ['a search for the marker', `grep ${markerOptions(home, 'kafka-01').join(' ')}`],
  ['an editor', `vim notes about ${jvm(home, 'kafka-01')}`],
  ['a JVM that only names the home', `java -Dkafka.platform.home=${home} -jar other.jar`],
])('does not take %s for a node', (_name, command) => {
  expect(nodeProcessesIn([processOf(7, command)], home)).toEqual([]);
});

test('reads state and start time past a name with parentheses and spaces', () => {
  const fields = ['S', '1', ...Array.from({ length: 17 }, () => '0'), '4711', '99'];
  expect(parseProcStat(`42 (a) b (c) ${fields.join(' ')}`)).toEqual({ state: 'S', startTime: '4711' });
});

test('reads the lines of ps', () => {
  const text =
    '    1 Tue Nov 24 23:41:07 2026     /sbin/launchd\n  812 Wed Nov  4 03:01:59 2026     java -cp x y z\n\n';
  expect(parsePs(text)).toEqual([
    { pid: 1, startTime: 'Tue Nov 24 23:41:07 2026', command: '/sbin/launchd' },
    { pid: 812, startTime: 'Wed Nov 4 03:01:59 2026', command: 'java -cp x y z' },
  ]);
});

test('finds this very process, with one start time however it is asked', async () => {
  const listed = (await listProcesses()).find(({ pid }) => pid === process.pid);
  expect(listed).toBeDefined();
  expect(await findProcess(process.pid)).toEqual(listed);
});
