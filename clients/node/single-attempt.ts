import kafkajs, { type ICustomPartitioner, type Message, type PartitionMetadata } from 'kafkajs';

/** One request to one broker, as kafkajs sees it. */
export interface Attempt {
  readonly leader: number;
  /** The message that kafkajs looks at first in each of its attempts. */
  readonly first: Message;
  started: boolean;
}

/** A message that knows the request it goes with. */
export interface TrackedMessage extends Message {
  readonly partition: number;
  attempt: Attempt | undefined;
}

/** kafkajs wanted to repeat a request. What failed first may pass: put the batches back and send them again. */
export class RepeatedAttempt extends Error {
  override readonly name = 'RepeatedAttempt';
  /** kafkajs gives up at once on what is not retriable. */
  readonly retriable = false;
}

/**
 * Not written: before a request, kafkajs logs in, and takes it for a refusal for good when the broker dies in the midst of
 * that. Only its words tell the two apart (connection.js, saslAuthenticator/).
 */
export function isBrokenLogin(error: unknown): boolean {
  return (
    error instanceof kafkajs.KafkaJSSASLAuthenticationError &&
    /^SASL .+ authentication failed: (Connection (error|timeout|closed)|Not connected)/.test(error.message)
  );
}

/** Not written: kafkajs knows another leader. With this type it asks for fresh metadata before it tries again. */
class OtherLeader extends Error {
  override readonly name = 'OtherLeader';
  readonly type = 'NOT_LEADER_FOR_PARTITION';
  readonly retriable = true;
}

/**
 * A partitioner that leaves each message in its partition and lets a request through once, to one broker.
 *
 * kafkajs 2.2.4 must not repeat a request by itself. Its retry groups the messages anew by the leaders of the moment
 * and skips each broker that has answered: a partition that moved from a dead broker to one that answered is never
 * sent and yet reported as written; one that moved the other way is written twice. (sendMessages.js keeps
 * `responsePerBroker` across attempts.) A partitioner is the one thing of ours that kafkajs calls in each attempt, and
 * it is shown the metadata that the next step uses.
 */
export const singleAttempt: ICustomPartitioner = () => {
  const leadersOf = new WeakMap<PartitionMetadata[], Map<number, number>>();

  return ({ partitionMetadata, message }) => {
    const { attempt, partition } = message as TrackedMessage;
    if (attempt === undefined) throw new TypeError('message without an attempt: send through the event producer');
    if (message === attempt.first) {
      if (attempt.started) throw new RepeatedAttempt('a request is sent once');
      attempt.started = true;
    }
    let leaders = leadersOf.get(partitionMetadata);
    if (leaders === undefined) {
      leaders = new Map(partitionMetadata.map(({ partitionId, leader }) => [partitionId, leader]));
      leadersOf.set(partitionMetadata, leaders);
    }
    if (leaders.get(partition) !== attempt.leader) throw new OtherLeader('the partition has another leader');
    return partition;
  };
};
