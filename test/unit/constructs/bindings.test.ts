import { environmentNames, platformOf } from '../../../platform/index.ts';
import { contradictions } from './bindings.ts';
import { resourcesOf, synthesizeEstate } from './synthesized-estate.ts';

test.each(environmentNames)('every resource of %s has what its type requires and no value that it excludes', (name) => {
  const found = resourcesOf(...Object.values(synthesizeEstate(platformOf(name)))).flatMap(({ type, attributes }) =>
    contradictions(type, attributes),
  );
  expect(found).toEqual([]);
});

test('the comparison finds what is missing, unknown or impossible, in nested blocks too', () => {
  const scheme = { name: 'rule', load_balancing_scheme: 'INWARD' };
  expect(contradictions('google_compute_forwarding_rule', scheme)).toEqual([
    expect.stringContaining('load_balancing_scheme: found "INWARD", expected one of EXTERNAL'),
  ]);
  const template = { machine_type: 'n1-standard-1', disk: [{ boots: true }], service_account: {} };
  expect(contradictions('google_compute_instance_template', template)).toEqual([
    'google_compute_instance_template.disk.boots: unknown to ComputeInstanceTemplateDisk',
    'google_compute_instance_template.service_account.scopes: found nothing, expected a value',
  ]);
  expect(contradictions('google_compute_disk', {})).toEqual([
    'google_compute_disk.name: found nothing, expected a value',
  ]);
});

test('the comparison knows types of every provider, and those whose bindings fill several files', () => {
  const cluster = { name: 'gke', private_cluster_config: { enable_private_node: true } };
  expect(contradictions('google_container_cluster', cluster)).toEqual([
    'google_container_cluster.private_cluster_config.enable_private_node: unknown to ContainerClusterPrivateClusterConfig',
  ]);
  expect(contradictions('kubernetes_network_policy_v1', { metadata: { name: 'deny' } })).toEqual([
    'kubernetes_network_policy_v1.spec: found nothing, expected a value',
  ]);
});
