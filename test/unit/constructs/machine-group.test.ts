import { MachineGroup } from '../../../constructs/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { describeMachine } from '../../../render/index.ts';
import { contradictions } from './bindings.ts';
import { agent, ofType, resourcesOf, synthesizeStack } from './synthesized.ts';

const props = {
  projectId: 'a-project',
  prefix: 'alphintra',
  component: 'relay',
  machineType: 'e2-small',
  replicas: 2,
  zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'],
  networkId: 'the-network',
  subnet: { id: 'the-subnet', name: 'the-subnet', region: 'us-east1' },
  diskKeyId: 'the-key',
  files: [{ path: '/etc/relay.cfg', text: 'listen\n' }],
  description: describeMachine(platformOf('dev'), 'haproxy', 'relay'),
  agent,
} as const;
const stack = synthesizeStack((scope) => {
  new MachineGroup(scope, 'relay', { ...props, liveness: { port: 8404, path: '/live' } });
});
const group = ofType(stack, 'google_compute_region_instance_group_manager')[0];
const template = ofType(stack, 'google_compute_instance_template')[0];

test('is what the bindings take', () => {
  for (const { type, attributes } of resourcesOf(stack)) expect(contradictions(type, attributes)).toEqual([]);
});

test('spreads its machines over the zones of its region', () => {
  expect(group).toMatchObject({
    region: 'us-east1',
    distribution_policy_zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'],
    target_size: 2,
  });
});

test('a new template replaces machines by itself, and never with fewer than there should be', () => {
  expect(group.update_policy).toEqual({
    type: 'PROACTIVE',
    minimal_action: 'REPLACE',
    replacement_method: 'SUBSTITUTE',
    max_surge_fixed: 3,
    max_unavailable_fixed: 0,
  });
});

test('its machines are as closed as those that keep data', () => {
  expect(template).toMatchObject({
    network_interface: [{ subnetwork: 'the-subnet' }],
    shielded_instance_config: { enable_secure_boot: true },
    metadata: { 'enable-oslogin': 'TRUE', 'file-etc-relay-cfg': 'listen\n' },
    service_account: { email: '${google_service_account.relay_account.email}' },
  });
  expect(template.disk).toHaveLength(1);
  expect(template.disk[0].disk_encryption_key).toEqual({ kms_key_self_link: 'the-key' });
});

test('a machine is made anew after a minute of silence, once it had time to boot', () => {
  const [check] = ofType(stack, 'google_compute_health_check');
  expect(check.check_interval_sec * check.unhealthy_threshold).toBe(60);
  expect(check.http_health_check).toEqual({ port: 8404, request_path: '/live' });
  expect(group.auto_healing_policies).toEqual({
    health_check: '${google_compute_health_check.relay_liveness.id}',
    initial_delay_sec: 300,
  });
  expect(ofType(stack, 'google_compute_firewall')).toEqual([
    expect.objectContaining({
      source_ranges: ['130.211.0.0/22', '35.191.0.0/16'],
      allow: [{ protocol: 'tcp', ports: ['8404'] }],
    }),
  ]);
});

test('without a place to ask, nothing is opened and a machine is made anew when it is gone', () => {
  const silent = synthesizeStack((scope) => {
    new MachineGroup(scope, 'relay', props);
  });
  expect(ofType(silent, 'google_compute_firewall')).toEqual([]);
  expect(ofType(silent, 'google_compute_region_instance_group_manager')[0]).not.toHaveProperty('auto_healing_policies');
});
