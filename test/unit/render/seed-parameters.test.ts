import { platformOf } from '../../../platform/index.ts';
import { producerProperties, serverProperties, vmLayout } from '../../../render/index.ts';

/** Seed §6.3, copied line by line. */
const seed = `
# Broker Configuration
num.network.threads=8
num.io.threads=16
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600

# Log Configuration
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
log.cleanup.policy=delete

# Replication Configuration
default.replication.factor=3
min.insync.replicas=2
unclean.leader.election.enable=false
auto.create.topics.enable=false

# Performance Configuration
num.partitions=10
compression.type=lz4
batch.size=16384
linger.ms=5
buffer.memory=33554432

# Security Configuration
security.inter.broker.protocol=SASL_SSL
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256
ssl.keystore.type=JKS
ssl.truststore.type=JKS
`;

const parameters = seed.split('\n').filter((line) => line.includes('='));
const ofProducers = (line: string) => /^(batch\.size|linger\.ms|buffer\.memory)=/.test(line);

const production = platformOf('production');
const producerFile = producerProperties(production, {
  credentials: { username: 'any', password: 'any' },
  trust: { type: 'PEM', location: '/ca.pem' },
});

test('the seed names 22 parameters', () => {
  expect(parameters).toHaveLength(22);
});

describe.each(production.nodes.brokers.map((broker) => [broker.name, broker] as const))('%s', (_, broker) => {
  const file = serverProperties(production, broker, vmLayout('kafka'));

  test.each(parameters.filter((line) => !ofProducers(line)))('is told %s, once', (line) => {
    expect(linesOf(file, nameIn(line))).toEqual([line]);
  });

  test.each(parameters.filter(ofProducers))('is not told %s, which brokers do not know', (line) => {
    expect(linesOf(file, nameIn(line))).toEqual([]);
  });
});

test.each([...parameters.filter(ofProducers), 'compression.type=lz4'])('a producer is told %s, once', (line) => {
  expect(linesOf(producerFile, nameIn(line))).toEqual([line]);
});

function nameIn(line: string): string {
  return line.slice(0, line.indexOf('='));
}

function linesOf(file: string, name: string): string[] {
  return file.split('\n').filter((line) => line.startsWith(`${name}=`));
}
