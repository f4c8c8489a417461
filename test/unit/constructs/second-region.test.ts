import { definePlatform, environments, platformOf } from '../../../platform/index.ts';
import { identityPlaces } from '../../../render/index.ts';
import { ofType, resourcesOf, synthesizeEstate, type StackJson } from './synthesized-estate.ts';

const { production } = environments;
const estate = synthesizeEstate(platformOf('production'));
const { kafka, 'kafka-secondary': kafkaSecondary } = estate;

const addressesOf = (stack: StackJson) => resourcesOf(stack).map(({ address }) => address);

test('the second region has every resource that the first has', () => {
  const inSecond = addressesOf(kafka).map((address) => address.replace('alphintra-', 'alphintra-secondary-'));
  expect(addressesOf(kafkaSecondary)).toEqual(expect.arrayContaining(inSecond));
});

test('everything in it lies in its own region', () => {
  // But for who signs certificates: there is one authority.
  const text = JSON.stringify(kafkaSecondary).replaceAll(identityPlaces(platformOf('production')).signerUrl, '');
  expect(text).toContain('us-east1');
  expect(text).not.toContain('us-central1');
  expect(kafkaSecondary['provider'].google[0]).toMatchObject({
    region: 'us-east1',
    default_labels: { platform: 'alphintra', stack: 'kafka-secondary' },
  });
});

test('its disks are encrypted with keys of its region', () => {
  const keysOf = (stack: StackJson) =>
    new Set(
      ofType(stack, 'google_compute_disk').map(({ disk_encryption_key }) => disk_encryption_key.kms_key_self_link),
    );
  const [key, ...others] = keysOf(kafkaSecondary);
  expect(key).toContain('encryption-secondary_disks-use');
  expect(others).toEqual([]);
  expect(JSON.stringify(kafkaSecondary)).not.toContain('encryption_disks');
  expect(keysOf(kafka).has(key)).toBe(false);
});

test('it is reached by the same callers at the same ports', () => {
  const opened = (stack: StackJson) =>
    ofType(stack, 'google_compute_firewall').map(({ name, network, ...rule }) => rule);
  expect(opened(kafkaSecondary)).toEqual(expect.arrayContaining(opened(kafka)));
});

test('one broker more in it touches nothing of the first region, and the mirror and Prometheus learn of it', () => {
  const {
    'kafka-secondary': grown,
    mirror,
    workloads,
    ...others
  } = synthesizeEstate(definePlatform({ ...production, secondary: { kafka: { brokers: 4 } } }));
  const { 'kafka-secondary': before, mirror: mirrorBefore, workloads: workloadsBefore, ...otherStacks } = estate;
  expect(others).toEqual(otherStacks);
  const added = addressesOf(grown).filter((address) => !addressesOf(before).includes(address));
  expect(added.map((address) => address.split('.')[0])).toContain('google_compute_disk');
  for (const address of added) expect(address).toContain('kafka-04');
  const unlike = (now: StackJson, then: StackJson) =>
    resourcesOf(now)
      .filter(
        ({ type, address, attributes }) =>
          JSON.stringify(attributes) !== JSON.stringify(then.resource[type]![address.slice(type.length + 1)]),
      )
      .map(({ address }) => address)
      .sort();
  expect(unlike(mirror, mirrorBefore)).toEqual([
    'google_compute_firewall.mirror-maker_to-secondary_rule',
    'google_compute_instance_template.mirror-maker_machines_template',
  ]);
  expect(unlike(workloads, workloadsBefore)).toEqual(['kubernetes_config_map_v1.prometheus_files']);
});
