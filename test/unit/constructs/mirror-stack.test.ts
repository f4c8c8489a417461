import { MirrorMaker } from '../../../constructs/index.ts';
import { platformOf, secondaryOf } from '../../../platform/index.ts';
import { agent, ofType, synthesizeEstate, synthesizeStack } from './synthesized.ts';

const { mirror, kafka } = synthesizeEstate(platformOf('production'));
const [group, ...others] = ofType(mirror, 'google_compute_region_instance_group_manager');
const [template] = ofType(mirror, 'google_compute_instance_template');

test('one machine copies, in the second region, in whichever of its zones there is room', () => {
  expect(others).toEqual([]);
  expect(group).toMatchObject({ region: 'us-east1', target_size: 1 });
  expect(group.distribution_policy_zones).toHaveLength(3);
  expect(mirror['provider'].google[0].region).toBe('us-east1');
  expect(template.disk[0].disk_encryption_key.kms_key_self_link).toContain('encryption-secondary_disks-use');
});

const account = '${google_service_account.mirror-maker_machines_account.email}';
const rules = ofType(mirror, 'google_compute_firewall');

test('it reaches the client listeners of both regions', () => {
  const outward = rules.filter(({ source_service_accounts }) => source_service_accounts !== undefined);
  expect(outward).toHaveLength(2);
  for (const rule of outward) {
    expect(rule).toMatchObject({
      source_service_accounts: [account],
      allow: [{ protocol: 'tcp', ports: ['9092'] }],
    });
    expect(rule.target_service_accounts).toHaveLength(3);
  }
  const [[first], [second]] = outward.map(({ target_service_accounts }) => target_service_accounts);
  expect([first, second].map((text) => /input-production-([a-z-]+)\./.exec(text)?.[1])).toEqual([
    'kafka',
    'kafka-secondary',
  ]);
});

test('it is reached by who measures it and by who asks whether it lives, and by nobody else', () => {
  const inward = rules.filter(({ source_ranges }) => source_ranges !== undefined);
  for (const rule of inward) {
    expect(rule).toMatchObject({ target_service_accounts: [account], allow: [{ protocol: 'tcp', ports: ['9404'] }] });
  }
  expect(inward.map(({ source_ranges }) => source_ranges).sort()).toEqual([
    [platformOf('production').gke.podCidr],
    ['130.211.0.0/22', '35.191.0.0/16'],
  ]);
  expect(rules).toHaveLength(4);
});

test('its machine is made anew when its process is gone, whatever the clusters do, and not while it boots', () => {
  const [check, ...others] = ofType(mirror, 'google_compute_health_check');
  expect(others).toEqual([]);
  // The exporter's own page: no measurement, no cluster is asked for it.
  expect(check.http_health_check).toEqual({ port: 9404, request_path: '/-/healthy' });
  expect(group.auto_healing_policies).toEqual({
    health_check: '${google_compute_health_check.mirror-maker_machines_liveness.id}',
    initial_delay_sec: 300,
  });
  expect(template.metadata['file-etc-systemd-system-mirror-maker-service']).toContain(
    'jmx_prometheus_javaagent.jar=0.0.0.0:9404:/etc/mirror-maker/jmx-exporter.yml',
  );
});

test('it copies from the first region to the second, and its users and passwords are in neither file', () => {
  const properties: string = template.metadata['file-etc-mirror-maker-mm2-properties'];
  expect(properties).toContain('primary->secondary.enabled=true\n');
  expect(properties).toContain('secondary->primary.enabled=false\n');
  expect(properties).toContain('primary.bootstrap.servers=kafka-01.kafka.production.alphintra.internal:9092,');
  const logins = properties.split('\n').filter((line) => line.includes('jaas'));
  expect(logins).toHaveLength(2);
  for (const login of logins) expect(login).toMatch(/username="\$\$\{file:[^}]*\}" password="\$\$\{file:[^}]*\}";$/);
});

test('turned around for a failback, it stands in the first region and copies to it', () => {
  const first = platformOf('production');
  const turned = synthesizeStack((scope) => {
    new MirrorMaker(scope, 'mirror-maker', {
      source: { platform: secondaryOf(first), cluster: { accounts: ['far@it.iam.gserviceaccount.com'] } },
      target: { platform: first, cluster: { accounts: ['near@it.iam.gserviceaccount.com'] } },
      networkId: 'the-network',
      subnet: { id: 'the-subnet', name: 'the-subnet', region: 'us-central1' },
      diskKeyId: 'the-key',
      agent,
    });
  });
  expect(ofType(turned, 'google_compute_region_instance_group_manager')[0].region).toBe('us-central1');
  const properties = ofType(turned, 'google_compute_instance_template')[0].metadata[
    'file-etc-mirror-maker-mm2-properties'
  ];
  expect(properties).toContain('secondary->primary.enabled=true\n');
  expect(properties).toContain('primary->secondary.enabled=false\n');
});

test('the clusters know nothing of it: either is applied without it', () => {
  expect(JSON.stringify(kafka)).not.toContain('mirror');
});
