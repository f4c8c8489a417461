import { definePlatform, environmentNames, environments, platformOf } from '../../../platform/index.ts';
import {
  objectsWithin,
  ofType,
  resourcesOf,
  synthesizeEstate,
  type EstateJson,
  type Json,
} from './synthesized-estate.ts';

const estates = environmentNames.map((name) => [name, synthesizeEstate(platformOf(name))] as const);
const production = estates.find(([name]) => name === 'production')![1];

const resourcesIn = (estate: EstateJson) => resourcesOf(...Object.values(estate));
const typed = (estate: EstateJson, type: string) => resourcesIn(estate).filter((resource) => resource.type === type);

describe.each(estates)('%s', (environment, estate) => {
  const platform = platformOf(environment);

  test('has no public address anywhere', () => {
    const exposing = ['access_config', 'ipv6_access_config', 'nat_ip', 'external_ip'];
    const exposed = objectsWithin(resourcesIn(estate)).flatMap((object) => exposing.filter((key) => key in object));
    expect(exposed).toEqual([]);
    for (const { attributes } of typed(estate, 'google_compute_address')) {
      expect(attributes.address_type).toBe('INTERNAL');
    }
  });

  test('encrypts every disk, bucket and secret with its own keys', () => {
    const key = /kms_crypto_key_iam_member.*crypto_key_id\}$/;
    for (const { attributes } of typed(estate, 'google_compute_disk')) {
      expect(attributes.disk_encryption_key.kms_key_self_link).toMatch(key);
    }
    for (const { attributes } of typed(estate, 'google_compute_instance_template')) {
      for (const disk of attributes.disk) expect(disk.disk_encryption_key.kms_key_self_link).toMatch(key);
    }
    for (const { attributes } of typed(estate, 'google_storage_bucket')) {
      expect(attributes.encryption.default_kms_key_name).toMatch(key);
    }
    for (const { attributes } of typed(estate, 'google_secret_manager_secret')) {
      expect(attributes.replication.user_managed.replicas[0].customer_managed_encryption.kms_key_name).toMatch(key);
    }
  });

  test('destroys no disk, address, key or bucket', () => {
    const kept = ['google_compute_disk', 'google_compute_address', 'google_kms_crypto_key', 'google_storage_bucket'];
    const careless = resourcesIn(estate)
      .filter(({ type }) => kept.includes(type))
      .filter(({ attributes }) => attributes.lifecycle?.prevent_destroy !== true);
    expect(careless.map(({ address }) => address)).toEqual([]);
  });

  test('has a machine, a disk, an address and an account for each broker and ZooKeeper node, and machines for HAProxy', () => {
    const nodes = [...platform.nodes.brokers, ...platform.nodes.zookeeper];
    const disks = ofType(estate.kafka, 'google_compute_disk');
    expect(disks.map(({ name, zone, type, size }) => ({ name, zone, type, size })).sort(byName)).toEqual(
      nodes.map(({ disk, zone }) => ({ name: disk.name, zone, type: disk.type, size: disk.sizeGb })).sort(byName),
    );
    const templates = ofType(estate.kafka, 'google_compute_instance_template');
    expect(templates.map(({ machine_type }) => machine_type).sort()).toEqual(
      [...nodes, platform.bootstrapProxy].map(({ machineType }) => machineType).sort(),
    );
    expect(new Set(templates.map(({ service_account }) => service_account.email)).size).toBe(nodes.length + 1);
    const addresses = ofType(estate.kafka, 'google_compute_address').map(({ address }) => address);
    expect(addresses.sort()).toEqual([...nodes.map(({ address }) => address), platform.bootstrap.address].sort());
  });

  test('opens these ports to these callers, and no others', () => {
    const opened = resourcesOf(estate.kafka)
      .filter(({ type }) => type === 'google_compute_firewall')
      .filter(({ attributes }) => attributes.allow !== undefined)
      .map(({ attributes }) => ({
        ports: attributes.allow.flatMap(({ ports }: { ports: string[] }) => ports),
        from: attributes.source_ranges ?? rolesOf(attributes.source_service_accounts),
        to: rolesOf(attributes.target_service_accounts),
      }));
    expect(opened).toEqual([
      { ports: ['9092'], from: [platform.network.functionsCidr], to: ['bootstrap'] },
      { ports: ['8404'], from: ['130.211.0.0/22', '35.191.0.0/16'], to: ['bootstrap'] },
      { ports: ['8405'], from: [platform.gke.podCidr], to: ['bootstrap'] },
      { ports: ['9092'], from: [platform.gke.podCidr], to: ['bootstrap'] },
      { ports: ['9092'], from: [platform.network.functionsCidr], to: ['kafka'] },
      { ports: ['9092'], from: ['bootstrap'], to: ['kafka'] },
      { ports: ['9092'], from: ['130.211.0.0/22', '35.191.0.0/16'], to: ['kafka'] },
      { ports: ['9093'], from: ['kafka'], to: ['kafka'] },
      { ports: ['9404'], from: [platform.gke.podCidr], to: ['kafka'] },
      { ports: ['9092'], from: [platform.gke.podCidr], to: ['kafka'] },
      { ports: ['2181'], from: ['130.211.0.0/22', '35.191.0.0/16'], to: ['zookeeper'] },
      { ports: ['2181'], from: ['kafka'], to: ['zookeeper'] },
      { ports: ['9404'], from: [platform.gke.podCidr], to: ['zookeeper'] },
      { ports: ['2888', '3888'], from: ['zookeeper'], to: ['zookeeper'] },
    ]);
  });

  test('gives no one a basic role and runs nothing as a default account', () => {
    const roles = objectsWithin(resourcesIn(estate)).flatMap(({ role }) => (typeof role === 'string' ? [role] : []));
    expect(roles.filter((role) => /^roles\/(owner|editor|viewer)$/.test(role))).toEqual([]);
    const machines = typed(estate, 'google_compute_instance_template').map(
      ({ attributes }) => attributes.service_account,
    );
    const functions = typed(estate, 'google_cloudfunctions2_function').map(({ attributes }) => ({
      email: attributes.service_config.service_account_email,
    }));
    for (const { email } of [...machines, ...functions]) expect(email).toMatch(/^\$\{google_service_account\./);
  });

  test('has names that Google Cloud takes, each once for its type', () => {
    // Its name is that of the policy that is attached.
    const attachment = 'google_compute_disk_resource_policy_attachment';
    const accounts = typed(estate, 'google_service_account').map(({ attributes }) => attributes.account_id);
    for (const account of accounts) expect(account).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
    for (const { type, attributes } of resourcesIn(estate)) {
      if (!type.startsWith('google_compute_') || attributes.name === undefined) continue;
      if (type === attachment) continue;
      expect(attributes.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
    }
    for (const { attributes } of typed(estate, 'google_compute_instance_template')) {
      expect(attributes.name_prefix.length).toBeLessThanOrEqual(37);
    }
    const names = resourcesIn(estate).map(({ type, attributes }) => `${type} ${attributes.name ?? ''}`);
    const named = names.filter(
      (name) =>
        !name.endsWith(' ') && !/^(google_dns_record_set|google_compute_disk_resource_policy_attachment) /.test(name),
    );
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual(duplicatesAcrossLocations);
  });

  test('labels everything that takes labels with its platform, environment and stack', () => {
    expect(estate.kafka['provider'].google[0].default_labels).toEqual({
      platform: 'alphintra',
      environment,
      stack: 'kafka',
    });
  });
});

/** Keys of two rings may share a name. */
const duplicatesAcrossLocations = ['artifacts', 'disks', 'secrets'].map((key) => `google_kms_crypto_key ${key}`);

test('sets the balancer up as one that passes packets through', () => {
  expect(ofType(production.kafka, 'google_compute_forwarding_rule')[0]).toMatchObject({
    load_balancing_scheme: 'INTERNAL',
    ports: ['9092'],
    ip_address: '${google_compute_address.bootstrap_address.address}',
    allow_global_access: true,
  });
  const [backend] = ofType(production.kafka, 'google_compute_region_backend_service');
  expect(backend.backend).toEqual([
    {
      group: '${google_compute_region_instance_group_manager.bootstrap_haproxy_group.instance_group}',
      balancing_mode: 'CONNECTION',
    },
  ]);
  // The provider refuses these for an internal balancer.
  const refused = /^(capacity_scaler|max_rate|max_connections|max_utilization)/;
  expect(Object.keys(backend.backend[0]).filter((key) => refused.test(key))).toEqual([]);
  expect(backend.health_checks).toHaveLength(1);
  const [check] = ofType(production.kafka, 'google_compute_region_health_check');
  expect(Object.keys(check).filter((key) => key.endsWith('_health_check'))).toEqual(['http_health_check']);
  expect(check.http_health_check).toEqual({ port: 8404, request_path: '/ready' });
});

test('a failover may point the name that clients know elsewhere, and Terraform leaves it so', () => {
  const recordOf = (stack: EstateJson['kafka']) => stack.resource['google_dns_record_set']!['bootstrap_record_a'];
  expect(recordOf(production.kafka)).toMatchObject({ ttl: 30, lifecycle: { ignore_changes: ['rrdatas'] } });
  expect(recordOf(production['kafka-secondary'])).not.toHaveProperty('lifecycle');
  expect(production.kafka['output']).toMatchObject({
    bootstrap_address: { value: '10.10.0.5' },
    bootstrap_record: { value: 'bootstrap.kafka.production.alphintra.internal.' },
  });
  expect(production['kafka-secondary']['output']).toMatchObject({
    bootstrap_address: { value: '10.20.0.5' },
    bootstrap_record: { value: 'bootstrap.secondary.kafka.production.alphintra.internal.' },
  });
});

test('an HAProxy lives as long as it answers, and is passed over when it finds no broker', () => {
  const [group] = ofType(production.kafka, 'google_compute_region_instance_group_manager');
  expect(group.auto_healing_policies.health_check).toBe('${google_compute_health_check.bootstrap_haproxy_liveness.id}');
  const [liveness] = ofType(production.kafka, 'google_compute_health_check');
  expect(liveness.http_health_check).toEqual({ port: 8404, request_path: '/live' });
});

test('a process shows its measurements at its machine’s own address, where Prometheus of either region asks', () => {
  for (const stack of [production.kafka, production['kafka-secondary']]) {
    const templates = stack.resource['google_compute_instance_template']!;
    const addressOf = (node: string) => stack.resource['google_compute_address']![`${node}_address`].address;
    for (const [node, role] of [
      ['kafka_kafka-01', 'kafka'],
      ['zookeeper_zk-02', 'zookeeper'],
    ] as const) {
      const { metadata } = templates[`${node}_template`];
      const agent = `jmx_prometheus_javaagent.jar=${addressOf(node)}:9404:/etc/${role}/jmx-exporter.yml`;
      expect(metadata[`file-etc-systemd-system-${role}-service`]).toContain(agent);
      expect(metadata[`file-etc-${role}-jmx-exporter-yml`]).toMatch(/^lowercaseOutputName: true\n/);
    }
  }
});

test('keeps backups, and the key for them, in the other region', () => {
  expect(production.foundation.resource['google_storage_bucket']!['backups_bucket']).toMatchObject({
    name: 'alphintra-production-backups',
    location: 'us-east1',
  });
});

test('renders the configuration into the metadata of each machine, without a secret', () => {
  const templates = production.kafka.resource['google_compute_instance_template']!;
  const broker = templates['kafka_kafka-01_template'].metadata;
  expect(broker['file-etc-kafka-server-properties']).toContain('broker.id=1\n');
  expect(broker['file-etc-kafka-server-properties']).toContain('broker.rack=rack-1\n');
  expect(templates['zookeeper_zk-03_template'].metadata['file-var-lib-zookeeper-myid']).toBe('3');
  const passwords = Object.values<Json>(templates)
    .flatMap(({ metadata }) => Object.values<string>(metadata))
    .flatMap((text) => text.split('\n'))
    .filter((line) => /password["']?\s*=/.test(line) && !/\$\$\{file:[^}]*\}/.test(line));
  expect(passwords).toEqual([]);
});

test('lets in the clients of the ranges that the platform names', () => {
  const { network, ...rest } = environments.production;
  const estate = synthesizeEstate(
    definePlatform({ ...rest, network: { ...network, clientCidrs: ['10.30.0.0/16', '10.40.0.0/16'] } }),
  );
  expect(estate.kafka.resource['google_compute_firewall']!['kafka_clients-to-kafka_rule']).toMatchObject({
    source_ranges: ['10.30.0.0/16', '10.40.0.0/16'],
    allow: [{ protocol: 'tcp', ports: ['9092'] }],
  });
});

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** `kafka` for the accounts of all brokers: what the rule is about, once. */
function rolesOf(accounts: readonly string[]): string[] {
  return [...new Set(accounts.map((account) => /google_service_account\.([a-z]+)_/.exec(account)?.[1] ?? account))];
}
