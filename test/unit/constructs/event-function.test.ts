import { EventFunction } from '../../../constructs/index.ts';
import { aFunctionsBase } from './a-functions-base.ts';
import { bundleIn, ofType, synthesizeStack } from './synthesized.ts';

const agent = 'serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com';
const stack = synthesizeStack((scope, directory) => {
  const base = aFunctionsBase(scope);
  new EventFunction(scope, 'react', {
    base,
    bundle: bundleIn(directory, 'react'),
    description: 'Reacts',
    environment: {},
    bucketGrants: [],
    secrets: [],
    timeoutSeconds: 120,
    messageKeyId: 'the-message-key',
    publishers: { robot: 'serviceAccount:robot@test-project.iam.gserviceaccount.com' },
    pubsubAgent: agent,
  });
});
const [push, kept] = ['test-react', 'test-react-dead-letters'].map((name) =>
  ofType(stack, 'google_pubsub_subscription').find((each) => each.name === name),
);

test('both topics are encrypted with the key and keep their messages in the region', () => {
  for (const topic of ofType(stack, 'google_pubsub_topic')) {
    expect(topic).toMatchObject({
      kms_key_name: 'the-message-key',
      message_storage_policy: { allowed_persistence_regions: ['us-central1'] },
    });
  }
});

test('messages are pushed as an account that may do nothing but call this function', () => {
  expect(push.push_config.oidc_token.service_account_email).toBe('${google_service_account.react_caller.email}');
  const member = '${google_service_account.react_caller.member}';
  const grants = Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.values(named)
      .filter((each) => each.member === member)
      .map(({ role }) => `${type} ${role}`),
  );
  expect(grants).toEqual(['google_cloud_run_service_iam_member roles/run.invoker']);
});

test('a message that fails is tried again with growing pauses, then put aside and kept', () => {
  expect(push).toMatchObject({
    retry_policy: { minimum_backoff: '10s', maximum_backoff: '600s' },
    dead_letter_policy: { dead_letter_topic: '${google_pubsub_topic.react_dead-letters.id}' },
  });
  expect(push.ack_deadline_seconds).toBeGreaterThan(120);
  expect(kept).toMatchObject({
    topic: '${google_pubsub_topic.react_dead-letters.id}',
    message_retention_duration: '604800s',
  });
});

test('neither subscription goes away when nothing comes', () => {
  expect([push, kept].map(({ expiration_policy }) => expiration_policy.ttl)).toEqual(['', '']);
});

test('Pub/Sub itself may move what failed, and only who is named may send', () => {
  expect(ofType(stack, 'google_pubsub_topic_iam_member')).toEqual([
    expect.objectContaining({ topic: '${google_pubsub_topic.react_dead-letters.name}', member: agent }),
    expect.objectContaining({
      topic: '${google_pubsub_topic.react_topic.name}',
      member: 'serviceAccount:robot@test-project.iam.gserviceaccount.com',
    }),
  ]);
  expect(ofType(stack, 'google_pubsub_subscription_iam_member')).toEqual([
    {
      subscription: '${google_pubsub_subscription.react_push.name}',
      role: 'roles/pubsub.subscriber',
      member: agent,
    },
  ]);
});

test('no schedule calls it, so that nobody waits for it', () => {
  expect(ofType(stack, 'google_cloud_scheduler_job')).toEqual([]);
  expect(ofType(stack, 'google_monitoring_alert_policy').map((each) => each.display_name)).toEqual([
    'test-react failed',
  ]);
});
