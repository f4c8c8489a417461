import { PubsubSubscription } from '@cdktf/provider-google/lib/pubsub-subscription/index.js';
import { PubsubTopicIamMember } from '@cdktf/provider-google/lib/pubsub-topic-iam-member/index.js';
import { PubsubTopic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { PubsubSubscriptionIamMember } from '@cdktf/provider-google/lib/pubsub-subscription-iam-member/index.js';
import type { Construct } from 'constructs';
import { DeployedFunction, type DeployedFunctionProps } from './deployed-function.ts';
import { nameLimits, nameWithin } from './names.ts';

export interface EventFunctionProps extends DeployedFunctionProps {
  /** Key of both topics, in the function's region, that Pub/Sub may use. */
  readonly messageKeyId: string;
  /** Who may send it messages, by a name for each: IAM members. */
  readonly publishers: Readonly<Record<string, string>>;
  /** Pub/Sub's own account: `serviceAccount:service-N@gcp-sa-pubsub.iam.gserviceaccount.com`. */
  readonly pubsubAgent: string;
}

/**
 * Pub/Sub's bounds are 5 and 100. A function that is busy turns a message away, which counts as an attempt.
 * https://cloud.google.com/pubsub/docs/handling-failures#dead_letter_topic
 */
const attempts = 20;

/** As long as a subscription keeps at most: who is on holiday still finds what failed. */
const deadLetterRetention = '604800s';

/**
 * A function that messages of a Pub/Sub topic are pushed to. A message whose run fails is pushed again, with growing
 * pauses; after twenty attempts it is put aside as a dead letter, where a person finds it. A run must bear being repeated.
 */
export class EventFunction extends DeployedFunction {
  /** Id of the topic that is published to. */
  readonly topic: string;

  constructor(scope: Construct, id: string, props: EventFunctionProps) {
    super(scope, id, props);
    const { base, bundle, messageKeyId: kmsKeyName, publishers, pubsubAgent, timeoutSeconds = 540 } = props;
    const name = `${base.prefix}-${bundle.name}`;
    const messageStoragePolicy = { allowedPersistenceRegions: [base.region] };
    const topic = new PubsubTopic(this, 'topic', { name, kmsKeyName, messageStoragePolicy });
    const dead = new PubsubTopic(this, 'dead-letters', {
      name: `${name}-dead-letters`,
      kmsKeyName,
      messageStoragePolicy,
    });
    this.topic = topic.id;
    for (const [publisher, member] of Object.entries(publishers)) {
      const role = 'roles/pubsub.publisher';
      new PubsubTopicIamMember(this, `publisher-${publisher}`, { topic: topic.name, role, member });
    }
    // A topic without a subscription keeps nothing.
    new PubsubSubscription(this, 'dead-letters-kept', {
      name: `${name}-dead-letters`,
      topic: dead.id,
      messageRetentionDuration: deadLetterRetention,
      expirationPolicy: { ttl: '' },
    });
    const caller = new ServiceAccount(this, 'caller', {
      accountId: nameWithin(nameLimits.serviceAccount, base.prefix, bundle.name, 'push'),
      displayName: `Pushes messages to function ${bundle.name}`,
    });
    const subscription = new PubsubSubscription(this, 'push', {
      name,
      topic: topic.id,
      // Pub/Sub waits for an answer no longer than 600 s.
      ackDeadlineSeconds: Math.min(timeoutSeconds + 30, 600),
      pushConfig: {
        pushEndpoint: this.uri,
        oidcToken: { serviceAccountEmail: caller.email, audience: this.uri },
      },
      retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
      deadLetterPolicy: { deadLetterTopic: dead.id, maxDeliveryAttempts: attempts },
      // Otherwise a subscription to which nothing comes for a month is deleted.
      expirationPolicy: { ttl: '' },
      dependsOn: [this.allowInvoker('invoker', caller.member)],
    });
    // Pub/Sub itself moves what failed: it takes the message from the one and puts it into the other.
    new PubsubTopicIamMember(this, 'dead-letters-agent', {
      topic: dead.name,
      role: 'roles/pubsub.publisher',
      member: pubsubAgent,
    });
    new PubsubSubscriptionIamMember(this, 'push-agent', {
      subscription: subscription.name,
      role: 'roles/pubsub.subscriber',
      member: pubsubAgent,
    });
  }
}
