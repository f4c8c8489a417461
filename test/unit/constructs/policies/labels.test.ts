import { impossibleLabels, unlabelled, unlabelledStacks } from './labels.ts';

const it = (type: string, attributes: object) => [{ address: 'it', type, attributes }];

test('finds what the default labels of the provider do not reach', () => {
  const labels = { platform: 'a', environment: 'dev', stack: 'gke' };
  expect(unlabelled(it('google_container_cluster', { resource_labels: { platform: 'a' } }))).toEqual([
    'it: found no environment, stack in resource_labels',
  ]);
  expect(unlabelled(it('google_container_node_pool', { node_config: { resource_labels: labels } }))).toEqual([]);
});

test('finds a stack whose provider would leave a label out', () => {
  const provider = { google: [{ default_labels: { platform: 'a', environment: 'dev' } }] };
  expect(unlabelledStacks([{ resource: {}, provider }])).toEqual(['provider google: found no default label stack']);
});

test('finds labels that Google Cloud does not take', () => {
  expect(
    impossibleLabels(it('google_compute_disk', { labels: { Team: 'a', team: 'A b', owner: '${var.x}' } })),
  ).toEqual([
    'it: found the label Team=a, which Google Cloud refuses',
    'it: found the label team=A b, which Google Cloud refuses',
  ]);
});
