import { definePlatform, environmentNames, environments, images, platformOf } from '../../../platform/index.ts';
import { accessOf, services } from '../../../topics/index.ts';
import { pinnedImage } from '../../../constructs/workloads/pinned-image.ts';
import { Workload, type WorkloadDescription } from '../../../constructs/index.ts';
import { objectsWithin, ofType, resourcesOf, synthesizeEstate, synthesizeStack, type Json } from './synthesized.ts';

const names = ['schema-registry', 'connect', 'ksqldb', 'akhq', 'prometheus', 'alertmanager', 'grafana'];
const estates = environmentNames.map((name) => [name, synthesizeEstate(platformOf(name))] as const);
const production = estates.find(([name]) => name === 'production')![1];

const setsOf = (stack: Json): Json[] => ofType(stack, 'kubernetes_stateful_set_v1');
const podsOf = (stack: Json): Json[] => setsOf(stack).map(({ spec }) => spec.template.spec);
const containersOf = (stack: Json): Json[] => podsOf(stack).flatMap(({ container }) => container);

describe.each(estates)('every workload of %s', (environment, { workloads }) => {
  const platform = platformOf(environment);

  test('is there', () => {
    expect(
      setsOf(workloads)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual([...names].sort());
  });

  test('runs as a user without rights, on a file system that it can’t write to', () => {
    for (const { security_context } of podsOf(workloads)) {
      expect(security_context).toMatchObject({ run_as_non_root: true, seccomp_profile: { type: 'RuntimeDefault' } });
      expect(Number(security_context.run_as_user)).toBeGreaterThan(0);
    }
    for (const { security_context } of containersOf(workloads)) {
      expect(security_context).toEqual({
        privileged: false,
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        run_as_non_root: true,
        capabilities: { drop: ['ALL'] },
        seccomp_profile: { type: 'RuntimeDefault' },
      });
    }
    const labels = ofType(workloads, 'kubernetes_namespace_v1')[0].metadata.labels;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  test('has an account of its own and no token for Kubernetes', () => {
    for (const pod of podsOf(workloads)) {
      expect(pod.automount_service_account_token).toBe(false);
      expect(names).toContain(pod.service_account_name);
    }
    expect(new Set(podsOf(workloads).map((pod) => pod.service_account_name)).size).toBe(names.length);
    expect(ofType(workloads, 'kubernetes_service_account_v1')).toHaveLength(names.length);
  });

  test('is pulled by digest through our own repositories, by no tag', () => {
    for (const { image } of containersOf(workloads)) {
      expect(image).toMatch(
        /^us-central1-docker\.pkg\.dev\/[-a-z0-9]+\/alphintra-(docker-hub|images)\/[-a-z/]+@(sha256:[0-9a-f]{64}|\$\{var\.digest-[a-z]+\})$/,
      );
    }
  });

  test('sets aside what it may use, and says how to tell whether it works', () => {
    for (const { resources, startup_probe, readiness_probe, liveness_probe } of containersOf(workloads)) {
      expect(resources.limits.memory).toBe(resources.requests.memory);
      expect(resources.limits).toHaveProperty('cpu');
      expect(resources.requests).toHaveProperty('cpu');
      for (const probe of [startup_probe, readiness_probe, liveness_probe]) {
        expect(probe.http_get ?? probe.exec).toBeDefined();
      }
    }
  });

  test('spreads over zones and machines of its pool, and loses one pod at a time', () => {
    for (const { metadata, spec } of setsOf(workloads)) {
      const { topology_spread_constraint, node_selector, toleration } = spec.template.spec;
      expect(topology_spread_constraint.map(({ topology_key }: Json) => topology_key)).toEqual([
        'topology.kubernetes.io/zone',
        'kubernetes.io/hostname',
      ]);
      expect(toleration[0].value).toBe(node_selector['alphintra.com/pool']);
      const budget = ofType(workloads, 'kubernetes_pod_disruption_budget_v1').find(
        (each) => each.metadata.name === metadata.name,
      );
      expect(budget.spec).toEqual({
        max_unavailable: '1',
        selector: { match_labels: spec.selector.match_labels },
      });
    }
  });

  test('fits its machine: what the seed’s sizes leave to pods holds registry and Connect', () => {
    // GiB that GKE leaves to pods: https://cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes
    const allocatableGib: Record<string, number> = {
      'e2-medium': 2.6,
      'n1-standard-1': 2.6,
      'e2-standard-2': 6,
      'n1-standard-2': 5.6,
      'n1-standard-4': 12,
    };
    const forSystemGib = 0.7;
    for (const [name, { machineType }] of [
      ['schema-registry', platform.schemaRegistry],
      ['connect', platform.connect],
    ] as const) {
      const [{ resources }] = containersOf({ resource: onlyNamed(workloads, name) });
      expect(Number.parseInt(resources.limits.memory) / 1_024 + forSystemGib).toBeLessThan(
        allocatableGib[machineType]!,
      );
    }
  });

  test('refers to secrets by name and holds none', () => {
    const texts = ofType(workloads, 'kubernetes_config_map_v1').flatMap(({ data }) => Object.values<string>(data));
    const secretive = texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => /password|api_url|secret/i.test(line.replace(/^#.*/, '')));
    expect(secretive.length).toBeGreaterThan(10);
    for (const line of secretive) {
      expect(line).toMatch(
        /\$\$\{file:\/etc\/secrets\/|\$__file\{\/etc\/secrets\/|: "?\/etc\/secrets\/|=\/etc\/secrets|config\.providers/,
      );
    }
    expect(resourcesOf(workloads).filter(({ type }) => /_secret/.test(type))).toEqual([]);
    const variables = containersOf(workloads).flatMap(({ env }) => env.map(({ name }: Json) => name));
    expect(variables.filter((name: string) => /PASS|TOKEN|SECRET|KEY/.test(name))).toEqual([]);
  });

  test('is denied whatever its policy doesn’t allow, and no policy allows everyone', () => {
    const policies = ofType(workloads, 'kubernetes_network_policy_v1');
    expect(policies.find(({ metadata }) => metadata.name === 'deny-everything').spec).toEqual({
      pod_selector: {},
      policy_types: ['Ingress', 'Egress'],
    });
    for (const { spec } of policies) {
      expect(spec.policy_types).toContain('Egress');
      for (const { from, ports } of spec.ingress ?? []) {
        expect([from.length, ports.length]).not.toContain(0);
        expect(JSON.stringify(from)).not.toContain('0.0.0.0/0');
      }
      for (const { to, ports } of spec.egress ?? []) expect([to.length, ports.length]).not.toContain(0);
    }
    const owners = policies.map(({ metadata }) => metadata.name);
    for (const name of names) expect(owners).toContain(name);
  });

  test('is reached from outside the cluster by internal balancers at the plan’s addresses alone', () => {
    const services = ofType(workloads, 'kubernetes_service_v1');
    const balancers = services.filter(({ spec }) => spec.type !== 'ClusterIP');
    expect(balancers.map(({ metadata, spec }) => [metadata.name, spec.load_balancer_ip]).sort()).toEqual(
      [...platform.nodes.schemaRegistry, ...platform.nodes.connect].map(({ name, address }) => [name, address]).sort(),
    );
    for (const { metadata, spec } of balancers) {
      expect(spec.type).toBe('LoadBalancer');
      expect(metadata.annotations['networking.gke.io/load-balancer-type']).toBe('Internal');
      expect(spec.load_balancer_source_ranges).toContain(platform.network.functionsCidr);
      expect(spec.load_balancer_source_ranges).not.toContain('0.0.0.0/0');
    }
    expect(resourcesOf(workloads).filter(({ type }) => type.includes('ingress'))).toEqual([]);
  });
});

test('Prometheus may ask each machine that shows measurements, finds those without a name, and may do no more', () => {
  const platform = platformOf('production');
  const { primary, secondary } = platform.regions;
  const policy = production.workloads.resource['kubernetes_network_policy_v1']!['prometheus_policy_rules'];
  const [machines] = policy.spec.egress;
  expect(machines.to.map(({ ip_block }: Json) => ip_block.cidr)).toEqual([primary.cidr, secondary.cidr]);
  expect(machines.ports.map(({ port }: Json) => port)).toEqual(['9404', '8405']);

  const role = ofType(production['project']!, 'google_project_iam_custom_role').find(
    ({ role_id: id }) => id === 'machineFinder',
  );
  expect(role.permissions).toEqual(['compute.instances.list']);
  const granted = ofType(production.gke, 'google_project_iam_member').filter(({ member }) =>
    String(member).startsWith('principal:'),
  );
  expect(granted).toEqual([
    expect.objectContaining({
      role: `projects/${platform.projectId}/roles/machineFinder`,
      member: expect.stringMatching(/\/subject\/ns\/kafka\/sa\/prometheus$/),
    }),
  ]);
});

test('each waits until the one before is ready, monitoring last', () => {
  const sets = production.workloads.resource['kubernetes_stateful_set_v1']!;
  const waits = names.map((name) =>
    sets[`${name}_pods`].depends_on.filter((address: string) => address.includes('stateful_set')),
  );
  expect(waits).toEqual([
    [],
    ['kubernetes_stateful_set_v1.schema-registry_pods'],
    ['kubernetes_stateful_set_v1.connect_pods'],
    ['kubernetes_stateful_set_v1.ksqldb_pods'],
    ['kubernetes_stateful_set_v1.akhq_pods'],
    ['kubernetes_stateful_set_v1.prometheus_pods'],
    ['kubernetes_stateful_set_v1.alertmanager_pods'],
  ]);
  for (const { wait_for_rollout } of Object.values<Json>(sets)) expect(wait_for_rollout).toBe(true);
});

test('every file that a workload mounts in secret has a place that it alone may read', () => {
  const mounted = ofType(production.workloads, 'kubernetes_manifest').flatMap(({ manifest }) =>
    [...manifest.spec.parameters.secrets.matchAll(/secrets\/([-a-z0-9]+)\//g)].map(
      ([, secret]) => `${secret} ${manifest.metadata.name}`,
    ),
  );
  expect(mounted.length).toBeGreaterThan(names.length);
  const places = production.gke.resource['google_secret_manager_secret']!;
  const readers = ofType(production.gke, 'google_secret_manager_secret_iam_member').map(({ secret_id, member }) => {
    const [, place = ''] = /google_secret_manager_secret\.([^.]+)\./.exec(secret_id)!;
    return `${places[place].secret_id} ${/\/ns\/kafka\/sa\/([-a-z]+)$/.exec(member)![1]}`;
  });
  expect(readers.sort()).toEqual(mounted.sort());
});

test('what Connect, the registry and ksqlDB name as theirs is what their users may use', () => {
  const { rules } = accessOf(services);
  const files = ofType(production.workloads, 'kubernetes_config_map_v1').flatMap(({ data }) =>
    Object.values<string>(data),
  );
  const valuesOf = (pattern: RegExp) =>
    new Set(files.flatMap((text) => [...text.matchAll(pattern)].map(([, value]) => value!)));
  const permitted = (principal: string, resourceType: string, name: string) =>
    rules.some(
      (rule) =>
        rule.principal === `User:${principal}` &&
        rule.resourceType === resourceType &&
        (rule.patternType === 'PREFIXED' ? name.startsWith(rule.resourceName) : name === rule.resourceName),
    );
  for (const topic of valuesOf(/^(?:config|offset|status)\.storage\.topic=(.*)$/gm)) {
    expect(permitted('archive-a', 'TOPIC', topic)).toBe(true);
  }
  const [workers] = valuesOf(/^group\.id=(.*)$/gm);
  expect(permitted('archive-b', 'GROUP', workers!)).toBe(true);
  const [store] = valuesOf(/^kafkastore\.topic=(.*)$/gm);
  const [replicas] = valuesOf(/^schema\.registry\.group\.id=(.*)$/gm);
  expect(permitted('schema-registry-a', 'TOPIC', store!)).toBe(true);
  expect(permitted('schema-registry-a', 'GROUP', replicas!)).toBe(true);
  const [queries] = valuesOf(/^ksql\.service\.id=(.*)$/gm);
  const [outputs] = valuesOf(/^ksql\.output\.topic\.name\.prefix=(.*)$/gm);
  expect(permitted('ksqldb-a', 'TOPIC', `_confluent-ksql-${queries!}_command_topic`)).toBe(true);
  expect(permitted('ksqldb-a', 'TRANSACTIONAL_ID', queries!)).toBe(true);
  expect(permitted('ksqldb-b', 'GROUP', `_confluent-ksql-${queries!}query_CTAS_CANDLES_1`)).toBe(true);
  expect(permitted('ksqldb-b', 'TOPIC', `${outputs!}candles-by-hour`)).toBe(true);
});

test('disks that outlive their pods are encrypted with our key and kept', () => {
  const [storageClass] = ofType(production.workloads, 'kubernetes_storage_class_v1');
  expect(storageClass).toMatchObject({ reclaim_policy: 'Retain', storage_provisioner: 'pd.csi.storage.gke.io' });
  expect(storageClass.parameters['disk-encryption-kms-key']).toMatch(/disks-use.*crypto_key_id\}$/);
  const claims = setsOf(production.workloads).flatMap(({ spec }) => spec.volume_claim_template ?? []);
  expect(claims).toHaveLength(4);
  for (const { spec } of claims) expect(spec.storage_class_name).toContain('kubernetes_storage_class_v1');
});

test('ksqlDB’s servers reach each other by the names that they tell, and nobody else reaches them', () => {
  const { resource } = production.workloads;
  expect(resource['kubernetes_service_v1']!['ksqldb_service'].spec).toMatchObject({ cluster_ip: 'None' });
  const [{ data }] = [resource['kubernetes_config_map_v1']!['ksqldb_files']];
  for (const pod of ['ksqldb-0', 'ksqldb-1']) {
    expect(data[`${pod}.properties`]).toContain(
      `ksql.advertised.listener=https://${pod}.ksqldb.kafka.svc.cluster.local:8088\n`,
    );
  }
  const { ingress } = resource['kubernetes_network_policy_v1']!['ksqldb_policy_rules'].spec;
  expect(ingress).toEqual([
    {
      from: [{ pod_selector: { match_labels: { 'app.kubernetes.io/name': 'ksqldb' } } }],
      ports: [{ port: '8088', protocol: 'TCP' }],
    },
  ]);
});

test('Terraform logs in with a token that soon ends, and with nothing that is kept', () => {
  const [provider] = production.workloads['provider'].kubernetes;
  expect(Object.keys(provider).sort()).toEqual(['host', 'token']);
  expect(provider.token).toBe('${data.google_client_config.whoever-applies.access_token}');
  expect(provider.host).toMatch(/^https:\/\/.*dns_endpoint_config-0--endpoint\}$/);
});

test('a changed setting brings new pods, since their files have another name', () => {
  const filesOf = (estate: Json) =>
    estate.workloads.resource['kubernetes_config_map_v1']['connect_files'].metadata.name;
  const changed = synthesizeEstate(
    definePlatform({ ...environments.production, connect: { ...environments.production.connect, port: 8085 } }),
  );
  expect(filesOf(changed)).toMatch(/^connect-[0-9a-f]{10}$/);
  expect(filesOf(changed)).not.toBe(filesOf(production));
});

test('an image without a known digest is asked for, and whatever isn’t a digest is refused', () => {
  const variables = production.workloads['variable'];
  const without = Object.entries(images).filter(([, image]) => !('digest' in image));
  const used = objectsWithin(podsOf(production.workloads)).flatMap(
    ({ image = '' }) => image.match(/digest-[a-z]+/g) ?? [],
  );
  expect(Object.keys(variables).sort()).toEqual(used.sort());
  for (const name of Object.keys(variables)) {
    expect(without.map(([image]) => `digest-${image}`)).toContain(name);
    expect(variables[name]).not.toHaveProperty('default');
    expect(variables[name].validation[0].condition).toContain('^sha256:[0-9a-f]{64}$');
  }
  const tagged = { source: 'own', repository: 'kafka-connect', tag: '1', digest: 'latest', evidence: 'none' } as const;
  expect(() => synthesizeStack((scope) => pinnedImage(scope, platformOf('dev'), 'connect', tagged))).toThrow(
    'images.connect.digest: found "latest", expected sha256: and 64 hexadecimal digits',
  );
});

test('an allowance for nobody is refused, since Kubernetes would take it for everybody', () => {
  const description: WorkloadDescription = {
    ...{ name: 'test', image: 'grafana', pool: 'general', replicas: 1, command: ['/run'], args: [], environment: {} },
    ...{ userId: 1_000, ports: { http: 80 }, probe: { path: '/', port: 80, scheme: 'HTTP' }, memoryMb: 64 },
    ...{ cpuMillis: { request: 10, limit: 10 }, files: {}, configDir: '/etc/platform', secretFiles: [] },
    ...{ secretsDir: '/etc/secrets', ingress: [{ peers: [], ports: [80] }], egress: [] },
  };
  expect(() =>
    synthesizeStack((scope) => {
      new Workload(scope, 'test', {
        ...{ description, prefix: 'p', projectId: 'p', namespace: 'n', image: 'i', version: '1', storageClass: 's' },
        ...{ addressSubnet: 's', addressCallers: [], after: [] },
      });
    }),
  ).toThrow('found an allowance without peers');
});

/** The stack's sets of one workload alone. */
function onlyNamed({ resource }: Json, name: string): Json {
  const sets = resource['kubernetes_stateful_set_v1'];
  return { kubernetes_stateful_set_v1: { [`${name}_pods`]: sets[`${name}_pods`] } };
}
