import { definePlatform, environments, platformOf } from '../../../platform/index.ts';
import { resourcesOf, synthesizeEstate, type Json } from './synthesized-estate.ts';

const { kafka, ...rest } = environments.production;
const before = synthesizeEstate(platformOf('production'));
const after = synthesizeEstate(definePlatform({ ...rest, kafka: { ...kafka, brokers: 4 } }));

const byAddress = (stack: typeof before.kafka) =>
  new Map(resourcesOf(stack).map(({ address, attributes }) => [address, attributes]));
const old = byAddress(before.kafka);
const now = byAddress(after.kafka);

test('a fourth broker changes nothing outside the stacks of the two clusters, which have one shape, and what reaches each broker', () => {
  const { kafka, 'kafka-secondary': secondary, mirror, workloads } = before;
  expect({ ...after, kafka, 'kafka-secondary': secondary, mirror, workloads }).toEqual(before);
});

test('of the services on Kubernetes, only Prometheus hears of a fourth broker', () => {
  const changed = [...byAddress(before.workloads)].filter(
    ([address, attributes]) => JSON.stringify(attributes) !== JSON.stringify(byAddress(after.workloads).get(address)),
  );
  expect(changed.map(([address]) => address)).toEqual(['kubernetes_config_map_v1.prometheus_files']);
});

test('a fourth broker adds what is its own and removes nothing', () => {
  expect([...old.keys()].filter((address) => !now.has(address))).toEqual([]);
  expect([...now.keys()].filter((address) => !old.has(address)).sort()).toEqual([
    'google_compute_address.kafka_kafka-04_address',
    'google_compute_disk.kafka_kafka-04_disk',
    'google_compute_disk_resource_policy_attachment.kafka_snapshots_kafka-04',
    'google_compute_instance_group_manager.kafka_kafka-04_group',
    'google_compute_instance_template.kafka_kafka-04_template',
    'google_compute_per_instance_config.kafka_kafka-04_instance',
    'google_dns_record_set.kafka_kafka-04_record_a',
    'google_project_iam_member.kafka_kafka-04_account-logging-logWriter',
    'google_project_iam_member.kafka_kafka-04_account-monitoring-metricWriter',
    'google_secret_manager_secret_iam_member.alphintra-kafka-04-access_secret-1',
    'google_secret_manager_secret_iam_member.alphintra-kafka-04-access_secret-2',
    'google_secret_manager_secret_iam_member.alphintra-kafka-04-access_secret-3',
    'google_service_account.kafka_kafka-04_account',
    'google_storage_bucket_iam_member.alphintra-kafka-04-access_state',
    'google_storage_bucket_iam_member.kafka_kafka-04_artifacts_grant',
  ]);
});

test('a fourth broker joins the lists of brokers; every other machine stays as it is', () => {
  const changed = [...old].filter(
    ([address, attributes]) => JSON.stringify(attributes) !== JSON.stringify(now.get(address)),
  );
  const account = '${google_service_account.kafka_kafka-04_account.email}';
  const withFourth = (attributes: Json, ...lists: string[]) => ({
    ...attributes,
    ...Object.fromEntries(lists.map((list) => [list, [...attributes[list], account]])),
  });
  const expected = new Map(
    Object.entries({
      'google_compute_firewall.kafka_functions-to-kafka_rule': ['target_service_accounts'],
      'google_compute_firewall.kafka_pods-to-kafka-metrics_rule': ['target_service_accounts'],
      'google_compute_firewall.kafka_pods-to-kafka_rule': ['target_service_accounts'],
      'google_compute_firewall.kafka_haproxy-to-kafka_rule': ['target_service_accounts'],
      'google_compute_firewall.kafka_health-checks-to-kafka_rule': ['target_service_accounts'],
      'google_compute_firewall.kafka_kafka-peers_rule': ['source_service_accounts', 'target_service_accounts'],
      'google_compute_firewall.zookeeper_kafka-to-zookeeper_rule': ['source_service_accounts'],
    }),
  );
  // HAProxy learns of it from a new template, which its machines take up one after the other.
  const haproxy = 'google_compute_instance_template.bootstrap_haproxy_template';
  expect(changed.map(([address]) => address).sort()).toEqual([haproxy, ...expected.keys()].sort());
  const configuration = now.get(haproxy).metadata['file-etc-haproxy-haproxy-cfg'];
  expect(configuration).toContain('server kafka-04 10.10.0.54:9092 ');
  for (const [address, lists] of expected) {
    expect(now.get(address)).toEqual(withFourth(old.get(address), ...lists));
  }
});

test('a broker that is given another id leaves the others where they are', () => {
  const replaced = synthesizeEstate(definePlatform({ ...rest, kafka: { ...kafka, brokerIds: [1, 3, 4] } }));
  const templates = replaced.kafka.resource['google_compute_instance_template']!;
  for (const name of ['kafka_kafka-01_template', 'kafka_kafka-03_template']) {
    expect(templates[name]).toEqual(before.kafka.resource['google_compute_instance_template']![name]);
  }
});
