import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditTrail } from '../../../cluster/index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trail-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function keep(broker: string, file: string, ...lines: readonly string[]): Promise<string> {
  await mkdir(join(dir, broker), { recursive: true });
  const path = join(dir, broker, file);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

/** A line as Kafka 3.9 writes it. */
const line = (time: string, principal: string, what: string, verdict = 'Allowed') =>
  `[2026-11-25 ${time}] DEBUG Principal = ${principal} is ${verdict} Operation = ${what} with resourceRefCount = 1 (kafka.authorizer.logger)`;
const write = (topic: string, host = '10.0.0.7') =>
  `Write from host = ${host} on resource = Topic:LITERAL:${topic} for request = Produce`;
const superUser = '[2026-11-25 08:00:00,000] DEBUG principal = User:operator is a super user, allowing operation';
const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);

const usesOf = (principals: readonly string[], ...brokers: readonly string[]) =>
  auditTrail(brokers.map((broker) => ({ broker, dir: join(dir, broker) })))(principals);

test('the last time that a principal did something is told, whichever broker and file has it', async () => {
  await keep('kafka-01', 'audit.log.1', superUser, line('09:00:00,000', 'User:a', write('orders')));
  await keep('kafka-01', 'audit.log', line('10:00:00,250', 'User:a', write('orders')), superUser);
  await keep('kafka-02', 'audit.log', line('08:30:00,000', 'User:a', write('orders')));
  expect(await usesOf(['User:a'], 'kafka-01', 'kafka-02')).toEqual({
    uses: [
      {
        principal: 'User:a',
        operation: 'WRITE',
        resourceType: 'TOPIC',
        resourceName: 'orders',
        host: '10.0.0.7',
        broker: 'kafka-01',
        lastMs: at('10:00:00.250'),
      },
    ],
    span: { sinceMs: at('08:30:00'), untilMs: at('08:30:00') },
    without: [],
  });
});

test('a trail goes from its first line to its last, and all of them from the latest start to the earliest end', async () => {
  const other = (time: string) => line(time, 'User:b', write('orders'));
  await keep('kafka-01', 'audit.log.1', other('07:00:00,000'), other('08:00:00,000'));
  await keep('kafka-01', 'audit.log', other('08:00:01,000'), other('08:30:00,000'), other('11:00:00,000'));
  expect((await usesOf(['User:a'], 'kafka-01')).span).toEqual({ sinceMs: at('07:00:00'), untilMs: at('11:00:00') });
  await keep('kafka-02', 'audit.log', other('07:30:00,000'), other('10:00:00,000'));
  const both = await usesOf(['User:a'], 'kafka-01', 'kafka-02');
  expect(both.span).toEqual({ sinceMs: at('07:30:00'), untilMs: at('10:00:00') });
});

test('what was denied is no use, and neither is what others did', async () => {
  const denied = line('09:00:00,000', 'User:a', write('orders'), 'Denied');
  await keep('kafka-01', 'audit.log', denied, line('09:00:00,000', 'User:ab', write('orders')));
  expect((await usesOf(['User:a'], 'kafka-01')).uses).toEqual([]);
});

test.each([
  ['DescribeConfigs from host = 10.0.0.7 on resource = Topic:LITERAL:orders', 'DESCRIBE_CONFIGS', 'TOPIC', 'orders'],
  ['Write from host = ::1 on resource = TransactionalId:LITERAL:engine-1', 'WRITE', 'TRANSACTIONAL_ID', 'engine-1'],
  ['Read from host = ::1 on resource = Group:LITERAL:a b for request = c', 'READ', 'GROUP', 'a b for request = c'],
])('%s', async (what, operation, resourceType, resourceName) => {
  await keep('kafka-01', 'audit.log', line('09:00:00,000', 'User:x.*+é', `${what} for request = Any`));
  const { uses } = await usesOf(['User:x.*+é', 'User:(b'], 'kafka-01');
  expect(uses).toMatchObject([{ operation, resourceType, resourceName }]);
});

test('a trail of many parts is read as one', async () => {
  const many = Array.from({ length: 40_000 }, (_, index) => line('09:00:00,000', 'User:a', write(`topic-${index}`)));
  await keep('kafka-01', 'audit.log', ...many);
  expect((await usesOf(['User:a'], 'kafka-01')).uses).toHaveLength(40_000);
});

test('a broker without a trail, or one that is older than a day, is named', async () => {
  const old = await keep('kafka-02', 'audit.log', line('09:00:00,000', 'User:a', write('orders')));
  await utimes(old, new Date(0), new Date(0));
  await keep('kafka-03', 'audit.log', superUser);
  expect(await usesOf(['User:a'], 'kafka-01', 'kafka-02', 'kafka-03')).toEqual({
    uses: [],
    span: { sinceMs: at('08:00:00'), untilMs: at('08:00:00') },
    without: ['kafka-01', 'kafka-02'],
  });
  expect(await usesOf(['User:a'], 'kafka-01')).toMatchObject({ span: null });
});
