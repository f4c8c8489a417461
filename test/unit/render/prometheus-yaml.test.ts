import { parse } from 'yaml';
import { definePlatform, environmentNames, environments, platformOf, secondaryOf } from '../../../platform/index.ts';
import { prometheusYaml, serviceLayout } from '../../../render/index.ts';
import { ofType, synthesizeEstate, type Json } from '../constructs/synthesized.ts';

const jobsOf = (platform: ReturnType<typeof platformOf>): Json[] =>
  parse(prometheusYaml(platform, serviceLayout)).scrape_configs;
const jobOf = (platform: ReturnType<typeof platformOf>, name: string): Json =>
  jobsOf(platform).find(({ job_name: each }) => each === name);

test.each(environmentNames)('%s: each broker and each ZooKeeper node of both regions is asked by its name', (name) => {
  const platform = platformOf(name);
  const clusters = [platform, secondaryOf(platform)];
  for (const [job, kind] of [
    ['kafka', 'brokers'],
    ['zookeeper', 'zookeeper'],
  ] as const) {
    expect(jobOf(platform, job).static_configs).toEqual(
      clusters.flatMap(({ region, nodes }) =>
        nodes[kind].map((node) => ({
          targets: [`${node.host}:9404`],
          labels: { node: node.name, rack: node.rack, region },
        })),
      ),
    );
  }
});

test('a fourth broker is asked, too', () => {
  const { kafka, ...rest } = environments.production;
  const targets = jobOf(definePlatform({ ...rest, kafka: { ...kafka, brokers: 4 } }), 'kafka').static_configs;
  expect(targets.map(({ targets: [target] }: Json) => target)).toContain(
    'kafka-04.kafka.production.alphintra.internal:9404',
  );
});

test.each([
  ['haproxy', 8405, 'kafka', 'bootstrap_haproxy_template'],
  ['mirror-maker', 9404, 'mirror', 'mirror-maker_machines_template'],
])('machines of %s are found in every zone by the labels that they are made with', (job, port, area, template) => {
  const platform = platformOf('production');
  const { gce_sd_configs: searches } = jobOf(platform, job);
  const { primary, secondary } = platform.regions;
  expect(searches.map(({ zone }: Json) => zone)).toEqual([...primary.zones, ...secondary.zones]);

  const estate: Json = synthesizeEstate(platform);
  const labels = {
    ...estate[area].provider.google[0].default_labels,
    ...estate[area].resource.google_compute_instance_template[template].labels,
  };
  for (const search of searches) {
    expect(search).toMatchObject({ project: platform.projectId, port });
    const wanted = [...search.filter.matchAll(/labels\.(\w+) = "([^"]+)"/g)].map(([, key, value]) => [key, value]);
    expect(labels).toMatchObject(Object.fromEntries(wanted));
    expect(wanted).toHaveLength(2);
  }
  expect(ofType(estate['project'], 'google_project_iam_custom_role')).toContainEqual(
    expect.objectContaining({ role_id: 'machineFinder' }),
  );
});
