import { GkeCluster, Network, NodePool } from '../../../constructs/index.ts';
import { definePlatform, environmentNames, environments, platformOf } from '../../../platform/index.ts';
import { ofType, synthesizeEstate, synthesizeStack, type Json } from './synthesized.ts';

const production = platformOf('production');
const { gke } = synthesizeEstate(production);
const [cluster] = ofType(gke, 'google_container_cluster');
const pools = ofType(gke, 'google_container_node_pool');
const poolOf = (role: string): Json =>
  pools.find(({ node_config }) => node_config.labels['alphintra.com/pool'] === role);

test('the control plane has no address, only a name that IAM guards, and nodes are private', () => {
  expect(cluster.control_plane_endpoints_config).toEqual({
    dns_endpoint_config: { allow_external_traffic: true },
    ip_endpoints_config: { enabled: false },
  });
  expect(cluster.private_cluster_config).toEqual({ enable_private_nodes: true, enable_private_endpoint: true });
  for (const { network_config } of pools) expect(network_config.enable_private_nodes).toBe(true);
});

test('Dataplane V2 enforces network policies, without the block that it is refused with', () => {
  expect(cluster.datapath_provider).toBe('ADVANCED_DATAPATH');
  expect(cluster).not.toHaveProperty('network_policy');
});

test('pods and services have ranges of their own, and nodes a subnet apart from the address plan', () => {
  const { foundation } = synthesizeEstate(production);
  expect(foundation.resource['google_compute_subnetwork']!['network_subnet-gke']).toMatchObject({
    name: 'alphintra-gke-us-central1',
    ip_cidr_range: '10.10.20.0/24',
    secondary_ip_range: [
      { range_name: 'pods', ip_cidr_range: '10.10.32.0/20' },
      { range_name: 'services', ip_cidr_range: '10.10.48.0/22' },
    ],
  });
  expect(cluster.subnetwork).toContain('subnet-gke');
  expect(cluster.ip_allocation_policy).toEqual({
    cluster_secondary_range_name: 'pods',
    services_secondary_range_name: 'services',
  });
});

test('Kubernetes’ records and every disk are encrypted with our keys', () => {
  expect(cluster.database_encryption).toEqual({ state: 'ENCRYPTED', key_name: expect.stringContaining('gke-use') });
  for (const { node_config } of [cluster, ...pools]) {
    expect(node_config.boot_disk_kms_key).toMatch(/disks-use.*crypto_key_id\}$/);
  }
});

test('nodes run as an account that writes logs and metrics and reads our images, and pods never as it', () => {
  const account = '${google_service_account.services_account.member}';
  const ofNodes = ofType(gke, 'google_project_iam_member').filter(({ member }) => member === account);
  expect(ofNodes.map(({ role }) => role)).toEqual(['roles/container.defaultNodeServiceAccount']);
  const reading = ofType(gke, 'google_artifact_registry_repository_iam_member');
  expect(reading.map(({ role, member }) => [role, member])).toEqual(
    Array(2).fill(['roles/artifactregistry.reader', account]),
  );
  for (const { node_config } of [cluster, ...pools]) {
    expect(node_config.service_account).toBe('${google_service_account.services_account.email}');
    expect(node_config.workload_metadata_config).toEqual({ mode: 'GKE_METADATA' });
    expect(node_config.shielded_instance_config).toEqual({
      enable_secure_boot: true,
      enable_integrity_monitoring: true,
    });
  }
});

test('registry and Connect have machines as seed §6.2 sizes them, one for each replica, which nothing else is placed on', () => {
  expect(poolOf('schema-registry')).toMatchObject({
    node_count: 1,
    node_locations: ['us-central1-a', 'us-central1-b'],
    node_config: { machine_type: 'n1-standard-2', disk_type: 'pd-ssd', disk_size_gb: 50, spot: false },
  });
  expect(poolOf('connect')).toMatchObject({
    node_count: 1,
    node_locations: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
    node_config: { machine_type: 'n1-standard-4', disk_type: 'pd-ssd', disk_size_gb: 100, spot: false },
  });
  for (const role of ['schema-registry', 'connect', 'spot']) {
    expect(poolOf(role).node_config.taint).toEqual([{ key: 'alphintra.com/pool', value: role, effect: 'NO_SCHEDULE' }]);
  }
});

test('one pool is open to Kubernetes’ own parts, and one can be taken back', () => {
  expect(poolOf('general').node_config).not.toHaveProperty('taint');
  expect(poolOf('general').node_config.spot).toBe(false);
  expect(poolOf('spot').node_config.spot).toBe(true);
});

test.each(environmentNames)('the pools of %s have as many machines as the model says', (environment) => {
  const platform = platformOf(environment);
  const counts = ofType(synthesizeEstate(platform).gke, 'google_container_node_pool').map(
    ({ name, node_count, node_locations }) => [name, node_count * node_locations.length],
  );
  expect(Object.fromEntries(counts)).toEqual({
    'alphintra-general': platform.gke.general.nodes,
    'alphintra-schema-registry': platform.schemaRegistry.replicas,
    'alphintra-connect': platform.connect.workers,
    'alphintra-spot': platform.gke.spot.nodes,
  });
});

test('five workers in three zones are six machines, since zones of a pool are alike', () => {
  const platform = definePlatform({
    ...environments.production,
    connect: { ...environments.production.connect, workers: 5 },
  });
  const { resource } = synthesizeEstate(platform).gke;
  expect(resource['google_container_node_pool']!['services_pool-connect_pool']).toMatchObject({
    node_count: 2,
    node_locations: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
  });
});

test('Terraform neither destroys the cluster nor replaces it for its first pool', () => {
  expect(cluster).toMatchObject({
    deletion_protection: true,
    remove_default_node_pool: true,
    initial_node_count: 1,
    lifecycle: { prevent_destroy: true, ignore_changes: ['node_config'] },
  });
});

test('Google upgrades within the window only', () => {
  expect(cluster.release_channel).toEqual({ channel: 'REGULAR' });
  expect(cluster.maintenance_policy.recurring_window).toEqual({
    start_time: '2026-01-01T02:00:00Z',
    end_time: '2026-01-01T08:00:00Z',
    recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU',
  });
});

test('images come through repositories of ours, Docker Hub’s among them', () => {
  const repositories = ofType(gke, 'google_artifact_registry_repository');
  expect(repositories).toEqual([
    expect.objectContaining({
      repository_id: 'alphintra-docker-hub',
      mode: 'REMOTE_REPOSITORY',
      remote_repository_config: { docker_repository: { public_repository: 'DOCKER_HUB' } },
    }),
    expect.objectContaining({ repository_id: 'alphintra-images', docker_config: { immutable_tags: true } }),
  ]);
  for (const { kms_key_name } of repositories) expect(kms_key_name).toMatch(/images-use.*crypto_key_id\}$/);
});

test('names over what GKE takes, 40 characters, are shortened and stay apart', () => {
  const names = ['one', 'two'].map((end) => {
    const stack = synthesizeStack((scope) => {
      const network = new Network(scope, 'network', {
        prefix: 'test',
        domain: 'kafka.test.internal',
        subnets: { gke: { region: 'us-central1', cidr: '10.1.0.0/24' } },
      });
      const long = `services-of-a-team-with-a-very-long-name-${end}`;
      const made = new GkeCluster(scope, 'cluster', {
        prefix: 'alphintra',
        name: long,
        projectId: 'alphintra-test',
        networkId: network.id,
        subnet: network.subnet('gke'),
        zones: ['us-central1-a'],
        recordsKeyId: 'key',
        diskKeyId: 'key',
        releaseChannel: 'REGULAR',
        maintenance: { startHour: 2, hours: 12, days: ['SU'] },
        podsOfNode: 32,
        pools: {},
      });
      new NodePool(scope, 'pool', {
        ...{ machineType: 'e2-medium', diskType: 'pd-ssd', diskSizeGb: 50, nodes: 1, dedicated: false },
        ...{ role: long, prefix: 'alphintra', cluster: made.id, region: 'us-central1', zones: ['us-central1-a'] },
        ...{ podsOfNode: 32, account: 'a@test.iam.gserviceaccount.com', diskKeyId: 'key' },
      });
    });
    return [...ofType(stack, 'google_container_cluster'), ...ofType(stack, 'google_container_node_pool')].map(
      ({ name }) => name as string,
    );
  });
  for (const name of names.flat()) expect(name).toMatch(/^[a-z][-a-z0-9]{0,38}[a-z0-9]$/);
  expect(names[0]).not.toEqual(names[1]);
});
