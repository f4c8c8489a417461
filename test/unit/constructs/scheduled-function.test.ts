import { FunctionWatch } from '../../../constructs/function-watch.ts';
import { ScheduledFunction } from '../../../constructs/index.ts';
import { aFunctionsBase } from './a-functions-base.ts';
import { aFunction, ofType, synthesizeStack } from './synthesized.ts';

const stack = synthesizeStack((scope, directory) => {
  const base = aFunctionsBase(scope, ['the-channel']);
  new ScheduledFunction(scope, 'tidy-up', {
    ...aFunction(directory),
    base,
    schedule: '30 4 * * 1',
    timeZone: 'Europe/Berlin',
    overdueAfterHours: 25,
    environment: { LEVEL: 'info' },
    bucketGrants: [{ bucket: 'the-backups', role: 'roles/storage.objectUser' }],
    secrets: [{ secretId: 'the-secret', directory: '/etc/access', file: 'client.properties' }],
  });
});
const deployed = ofType(stack, 'google_cloudfunctions2_function')[0];
const hash = '0f'.repeat(32);

test('deploys the bundle on Node 22 under a name that holds its hash', () => {
  expect(deployed.build_config).toMatchObject({ runtime: 'nodejs22', entry_point: 'run' });
  const source = ofType(stack, 'google_storage_bucket_object')[0];
  expect(source.name).toBe(`tidy-up-${hash}.zip`);
  expect(source.source).toMatch(new RegExp(`^assets/tidy-up_archive/${hash}/.*\\.zip$`));
});

test('is reached from within the project only and goes out into the network', () => {
  expect(deployed.service_config).toMatchObject({
    ingress_settings: 'ALLOW_INTERNAL_ONLY',
    vpc_connector: '${google_vpc_access_connector.base_connector.id}',
    vpc_connector_egress_settings: 'PRIVATE_RANGES_ONLY',
  });
  expect(ofType(stack, 'google_vpc_access_connector')[0]).toMatchObject({
    network: 'the-network',
    ip_cidr_range: '10.9.0.0/28',
  });
});

test('runs as an account of its own that may do what was passed in, and nothing else', () => {
  const member = '${google_service_account.tidy-up_account.member}';
  expect(deployed.service_config.service_account_email).toBe('${google_service_account.tidy-up_account.email}');
  const grants = Object.values(stack.resource).flatMap((named) =>
    Object.values(named).filter((attributes) => attributes.member === member),
  );
  expect(grants).toEqual([
    { member, role: 'roles/secretmanager.secretAccessor', secret_id: 'the-secret' },
    { member, role: 'roles/storage.objectUser', bucket: 'the-backups' },
  ]);
});

test('waits for what it and its builder may do', () => {
  expect(deployed.depends_on).toEqual([
    'google_storage_bucket_iam_member.base_sources_grant-builder',
    'google_project_iam_member.base_builder-logs',
    'google_artifact_registry_repository_iam_member.base_builder-images',
    'google_project_iam_member.base_builder-copies',
    'google_storage_bucket_iam_member.tidy-up_bucket-1',
    'google_secret_manager_secret_iam_member.tidy-up_secret-client-properties',
  ]);
});

test('reads its secret as a file; the value is nowhere', () => {
  expect(deployed.service_config.secret_volumes).toEqual([
    {
      project_id: 'test-project',
      secret: 'the-secret',
      mount_path: '/etc/access',
      versions: [{ version: 'latest', path: 'client.properties' }],
    },
  ]);
  expect(deployed.service_config.environment_variables).toEqual({ LEVEL: 'info' });
});

test('is built by an account that is not the project default', () => {
  expect(deployed.build_config.service_account).toBe('${google_service_account.base_builder.id}');
});

test('is called by schedule, in its time zone, as someone who may call it', () => {
  expect(ofType(stack, 'google_cloud_scheduler_job')[0]).toMatchObject({
    schedule: '30 4 * * 1',
    time_zone: 'Europe/Berlin',
    http_target: {
      http_method: 'POST',
      oidc_token: { service_account_email: '${google_service_account.base_scheduler.email}' },
    },
    depends_on: ['google_cloud_run_service_iam_member.tidy-up_invoker'],
  });
  expect(ofType(stack, 'google_cloud_run_service_iam_member')).toEqual([
    {
      service: '${google_cloudfunctions2_function.tidy-up_function.name}',
      location: 'us-central1',
      role: 'roles/run.invoker',
      member: 'serviceAccount:${google_service_account.base_scheduler.email}',
    },
  ]);
});

test('is called again when it fails, and is given up on only after its own time limit', () => {
  const job = ofType(stack, 'google_cloud_scheduler_job')[0];
  expect(job.retry_config.retry_count).toBeGreaterThan(0);
  expect(parseInt(job.attempt_deadline, 10)).toBeGreaterThan(deployed.service_config.timeout_seconds);
});

test('is encrypted with its key, from source to image', () => {
  expect(deployed).toMatchObject({
    kms_key_name: 'the-key',
    build_config: { docker_repository: '${google_artifact_registry_repository.base_images.id}' },
  });
  expect(ofType(stack, 'google_artifact_registry_repository')[0].kms_key_name).toBe('the-key');
  expect(ofType(stack, 'google_storage_bucket')[0].encryption.default_kms_key_name).toBe('the-key');
});

test('its builder writes images into the one repository and nowhere else', () => {
  expect(ofType(stack, 'google_artifact_registry_repository_iam_member')).toEqual([
    expect.objectContaining({
      repository: '${google_artifact_registry_repository.base_images.name}',
      role: 'roles/artifactregistry.writer',
    }),
  ]);
});

test('tells the channel when it fails, and when it has not succeeded in time', () => {
  const [failed, overdue] = ['test-tidy-up failed', 'test-tidy-up is overdue'].map((name) =>
    ofType(stack, 'google_monitoring_alert_policy').find((each) => each.display_name === name),
  );
  expect(failed.notification_channels).toEqual(['the-channel']);
  expect(failed.conditions[0].condition_threshold.filter).toContain('service_name = "test-tidy-up"');
  expect(failed.user_labels).toEqual({ platform: 'alphintra', environment: 'dev', stack: 'test' });
  expect(overdue.conditions[0].condition_prometheus_query_language.query).toMatch(
    /^absent\(sum\(increase\(.*\[25h\]\)\)\) or sum\(.*\) < 1$/,
  );
});

test('refuses to watch for longer than Cloud Monitoring looks back', () => {
  expect(() =>
    synthesizeStack((scope) => {
      new FunctionWatch(scope, 'watch', { service: 'weekly', channels: [], overdueAfterHours: 169 });
    }),
  ).toThrow('found overdueAfterHours 169, expected at most 25');
});
