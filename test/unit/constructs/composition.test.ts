import {
  BootstrapBalancer,
  Encryption,
  KafkaCluster,
  Network,
  PrivateRecord,
  ZooKeeperEnsemble,
} from '../../../constructs/index.ts';
import { definePlatform, environments } from '../../../platform/index.ts';
import { contradictions } from './bindings.ts';
import { agent, ofType, resourcesOf, synthesizeStack } from './synthesized.ts';

/** How another team builds a cluster of its own: one stack, its own prefix, one broker more. */
const platform = definePlatform({
  ...environments.dev,
  name: 'risk',
  kafka: { ...environments.dev.kafka, brokers: 4 },
});
const stack = synthesizeStack((scope) => {
  const { primary } = platform.regions;
  const network = new Network(scope, 'network', {
    prefix: platform.name,
    domain: platform.network.domain,
    subnets: { here: { region: primary.name, cidr: primary.cidr } },
  });
  const encryption = new Encryption(scope, 'encryption', {
    prefix: platform.name,
    location: primary.name,
    rotationDays: platform.encryption.keyRotationDays,
    keys: { disks: 'serviceAccount:service-1@compute-system.iam.gserviceaccount.com' },
  });
  const place = {
    platform,
    networkId: network.id,
    zoneName: network.zoneName,
    subnet: network.subnet('here'),
    diskKeyId: encryption.keyId('disks'),
    agent,
  };
  const zookeeper = new ZooKeeperEnsemble(scope, 'zookeeper', place);
  const cluster = new KafkaCluster(scope, 'kafka', { ...place, zookeeper });
  new BootstrapBalancer(scope, 'bootstrap', { ...place, cluster });
  cluster.allowClients('risk-engine', { accounts: ['engine@risk.iam.gserviceaccount.com'] });
  new PrivateRecord(scope, 'alias', {
    zoneName: network.zoneName,
    hostname: `kafka.${platform.network.domain}`,
    address: platform.bootstrap.address,
  });
});

test('a cluster of another team is composed from the exported constructs alone', () => {
  expect(ofType(stack, 'google_compute_per_instance_config')).toHaveLength(4 + 3);
  for (const { type, attributes } of resourcesOf(stack)) expect(contradictions(type, attributes)).toEqual([]);
  for (const { name } of ofType(stack, 'google_compute_instance_group_manager')) expect(name).toMatch(/^risk-/);
});

test('within one stack a disk waits for the grant on its key', () => {
  for (const disk of ofType(stack, 'google_compute_disk')) {
    expect(disk.disk_encryption_key.kms_key_self_link).toBe(
      '${google_kms_crypto_key_iam_member.encryption_disks-use.crypto_key_id}',
    );
  }
});

test('clients are let in by account as well', () => {
  expect(stack.resource['google_compute_firewall']!['kafka_risk-engine-to-kafka_rule']).toMatchObject({
    source_service_accounts: ['engine@risk.iam.gserviceaccount.com'],
    allow: [{ protocol: 'tcp', ports: ['9092'] }],
  });
});
