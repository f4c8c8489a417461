import { LocalHealthCheck, SnapshotSchedule, StatefulNode, type MachineFile } from '../../../constructs/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { describeStatefulNode } from '../../../render/index.ts';
import { agent, objectsWithin, ofType, synthesizeStack, type Json } from './synthesized.ts';

const platform = platformOf('production');
const node = platform.nodes.brokers[1]!;
const nodeIn = (scope: Json, files: readonly MachineFile[]) =>
  new StatefulNode(scope, 'node', {
    projectId: 'a-project',
    prefix: 'alphintra',
    component: 'kafka',
    node,
    subnet: { id: 'the-subnet', name: 'the-subnet', region: 'us-central1' },
    zoneName: 'the-zone',
    diskKeyId: 'the-key',
    description: describeStatefulNode(platform, 'kafka', node),
    files,
    agent,
    healthCheck: new LocalHealthCheck(scope, 'health', { name: 'alphintra-kafka', port: 9_092 }),
    snapshots: new SnapshotSchedule(scope, 'snapshots', {
      name: 'alphintra-kafka-data',
      region: 'us-central1',
      everyHours: 24,
      keepDays: 14,
      labels: { component: 'kafka' },
    }),
  });
const stack = synthesizeStack((scope) => {
  nodeIn(scope, [
    { path: '/etc/kafka/server.properties', text: 'broker.id=2\npassword=${file:/p:q}\nlayout=%{x}\n' },
    { path: '/etc/kafka/private', text: 'x', mode: '0600' },
  ]);
});
const only = (type: string) => {
  const [resource, ...others] = ofType(stack, type);
  expect(others).toEqual([]);
  return resource;
};
const template = only('google_compute_instance_template');

test('runs as an account of its own', () => {
  expect(only('google_service_account').account_id).toBe('alphintra-kafka-02');
  expect(template.service_account.email).toBe('${google_service_account.node_account.email}');
});

test('has no public address', () => {
  expect(template.network_interface).toEqual([{ subnetwork: 'the-subnet' }]);
  expect(only('google_compute_address')).toMatchObject({ address_type: 'INTERNAL', subnetwork: 'the-subnet' });
  expect(objectsWithin(stack.resource).filter((o) => 'access_config' in o || 'ipv6_access_config' in o)).toEqual([]);
});

test('encrypts both disks with the key', () => {
  expect(template.disk).toHaveLength(1);
  expect(template.disk[0].disk_encryption_key).toEqual({ kms_key_self_link: 'the-key' });
  expect(only('google_compute_disk').disk_encryption_key).toEqual({ kms_key_self_link: 'the-key' });
});

test('its data disk and its address outlive the machine', () => {
  expect(only('google_compute_disk')).toMatchObject({
    name: 'alphintra-kafka-02-data',
    zone: 'us-central1-b',
    type: 'pd-ssd',
    size: 2_000,
    lifecycle: { prevent_destroy: true, ignore_changes: ['snapshot'] },
  });
  expect(only('google_compute_address')).toMatchObject({
    address: '10.10.0.52',
    lifecycle: { prevent_destroy: true },
  });
  expect(only('google_compute_per_instance_config').preserved_state).toEqual({
    disk: [
      {
        device_name: 'data',
        source: '${google_compute_disk.node_disk.id}',
        mode: 'READ_WRITE',
        delete_rule: 'NEVER',
      },
    ],
    internal_ip: [
      {
        interface_name: 'nic0',
        auto_delete: 'NEVER',
        ip_address: { address: '${google_compute_address.node_address.self_link}' },
      },
    ],
  });
});

test('boots verified and admits people by OS Login only', () => {
  expect(template.shielded_instance_config).toEqual({
    enable_secure_boot: true,
    enable_vtpm: true,
    enable_integrity_monitoring: true,
  });
  expect(template.metadata).toMatchObject({ 'enable-oslogin': 'TRUE', 'block-project-ssh-keys': 'TRUE' });
});

test('a changed template is made under a new name before the old one goes', () => {
  expect(template).toMatchObject({
    name_prefix: 'alphintra-kafka-02-',
    lifecycle: { create_before_destroy: true },
  });
  expect(template).not.toHaveProperty('name');
});

test('the group has no size of its own: the per-instance configuration makes its one machine', () => {
  expect(only('google_compute_instance_group_manager')).not.toHaveProperty('target_size');
  expect(only('google_compute_per_instance_config')).toMatchObject({
    instance_group_manager: '${google_compute_instance_group_manager.node_group.name}',
    name: 'alphintra-kafka-02',
    zone: 'us-central1-b',
    remove_instance_on_destroy: true,
  });
});

test('Terraform restarts no machine: changes wait until they are asked for', () => {
  expect(only('google_compute_instance_group_manager').update_policy).toEqual({
    type: 'OPPORTUNISTIC',
    minimal_action: 'REPLACE',
    replacement_method: 'RECREATE',
    max_surge_fixed: 0,
    max_unavailable_fixed: 1,
  });
  expect(only('google_compute_per_instance_config')).toMatchObject({
    minimal_action: 'NONE',
    most_disruptive_allowed_action: 'NONE',
  });
  // A reference to the template in here would make Terraform apply it to every node at once.
  expect(only('google_compute_per_instance_config').preserved_state).not.toHaveProperty('metadata');
});

test('carries its files in its metadata, one key for each, with an index by path', () => {
  expect(template.metadata['file-etc-kafka-server-properties']).toContain('broker.id=2\n');
  expect(JSON.parse(template.metadata['node-files'])).toEqual({
    '/etc/kafka/server.properties': { key: 'file-etc-kafka-server-properties', mode: '0644' },
    '/etc/kafka/private': { key: 'file-etc-kafka-private', mode: '0600' },
  });
});

test('Terraform reads nothing into a file: what looks like its templates is escaped', () => {
  expect(template.metadata['file-etc-kafka-server-properties']).toBe(
    'broker.id=2\npassword=$${file:/p:q}\nlayout=%%{x}\n',
  );
});

test('has its name in the private zone', () => {
  expect(only('google_dns_record_set')).toEqual({
    managed_zone: 'the-zone',
    name: 'kafka-02.kafka.production.alphintra.internal.',
    type: 'A',
    ttl: 300,
    rrdatas: ['10.10.0.52'],
  });
});

test('refuses two files that would share a metadata key', () => {
  const files = ['/etc/a/b', '/etc/a-b'].map((path) => ({ path, text: '' }));
  expect(() => synthesizeStack((scope) => void nodeIn(scope, files))).toThrow(
    '/etc/a-b: found another file with the key "file-etc-a-b"',
  );
});

test('carries what it must know to boot, and the script that begins the boot', () => {
  expect(JSON.parse(template.metadata['node-description'])).toEqual(describeStatefulNode(platform, 'kafka', node));
  const script = template.metadata['startup-script'];
  expect(script).toMatch(/^#!\/bin\/bash\n/);
  expect(script).toContain(agent.sha256);
  expect(script).not.toMatch(/(?<!\$)\$\{/);
});

test('may read what it installs, from the bucket of its region', () => {
  expect(only('google_storage_bucket_iam_member')).toEqual({
    bucket: 'alphintra-production-artifacts-us-central1',
    role: 'roles/storage.objectViewer',
    member: 'serviceAccount:${google_service_account.node_account.email}',
  });
});

test('is recreated only when its own process takes no connections, and not while a log may be recovering', () => {
  expect(only('google_compute_instance_group_manager').auto_healing_policies).toEqual({
    health_check: '${google_compute_health_check.health_check.id}',
    initial_delay_sec: 3_600,
  });
  // A connection and nothing more: no request that ZooKeeper, an authorizer or a peer would have a part in.
  const { name, check_interval_sec, unhealthy_threshold, ...check } = only('google_compute_health_check');
  expect(check).toEqual({ healthy_threshold: 1, timeout_sec: 10, tcp_health_check: { port: 9_092 } });
  expect(check_interval_sec * unhealthy_threshold).toBe(300);
  expect(name).toBe('alphintra-kafka');
});

test('its data disk has snapshots that outlive it', () => {
  expect(only('google_compute_resource_policy')).toMatchObject({
    region: 'us-central1',
    snapshot_schedule_policy: {
      schedule: { daily_schedule: { days_in_cycle: 1, start_time: '00:00' } },
      retention_policy: { max_retention_days: 14, on_source_disk_delete: 'KEEP_AUTO_SNAPSHOTS' },
      snapshot_properties: { storage_locations: ['us-central1'] },
    },
  });
  expect(only('google_compute_disk_resource_policy_attachment')).toEqual({
    name: '${google_compute_resource_policy.snapshots_policy.name}',
    disk: '${google_compute_disk.node_disk.name}',
    zone: 'us-central1-b',
  });
});
