import { environmentNames, platformOf } from '../../../platform/index.ts';
import { connectors, serviceLayout } from '../../../render/index.ts';
import { ofType, synthesizeEstate } from './synthesized.ts';

const connectIdentity = /\/subject\/ns\/kafka\/sa\/connect$/;

test.each(environmentNames)('the sinks of %s have their places, and Connect alone fills them', (environment) => {
  const platform = platformOf(environment);
  const { gke, workloads } = synthesizeEstate(platform);
  const [archive, warehouse] = connectors(platform, serviceLayout);

  const buckets = ofType(gke, 'google_storage_bucket');
  expect(buckets.map(({ name }) => name)).toEqual([archive!.config['gcs.bucket.name']]);
  expect(buckets[0]).toMatchObject({ location: platform.regions.secondary.name, versioning: { enabled: true } });
  const [dataset] = ofType(gke, 'google_bigquery_dataset');
  expect(dataset).toMatchObject({
    dataset_id: warehouse!.config['defaultDataset'],
    location: platform.regions.primary.name,
    delete_contents_on_destroy: false,
  });

  const grants = ['google_storage_bucket_iam_member', 'google_bigquery_dataset_iam_member'].flatMap((type) =>
    ofType(gke, type),
  );
  expect(grants.map(({ role }) => role)).toEqual(['roles/storage.objectUser', 'roles/bigquery.dataEditor']);
  for (const { member } of grants) expect(member).toMatch(connectIdentity);
  // A principal is no account, and BigQuery is told so.
  expect(grants[1].member).toMatch(/^iamMember:principal:/);

  const files = workloads.resource['kubernetes_config_map_v1']!['connect_files'].data;
  for (const { name, config } of [archive!, warehouse!]) {
    expect(JSON.parse(files[`connectors..${name}.json`].replaceAll('$${', '${'))).toEqual(config);
  }
});
