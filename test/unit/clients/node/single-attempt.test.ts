import type { PartitionMetadata } from 'kafkajs';
import { RepeatedAttempt, singleAttempt } from '../../../../clients/node/single-attempt.ts';
import type { Attempt, TrackedMessage } from '../../../../clients/node/single-attempt.ts';

function metadata(...leaders: number[]): PartitionMetadata[] {
  return leaders.map((leader, partitionId) => ({ partitionId, leader, partitionErrorCode: 0, replicas: [], isr: [] }));
}

function request(leader: number, ...partitions: number[]): TrackedMessage[] {
  const messages: TrackedMessage[] = partitions.map((partition) => ({ partition, value: null, attempt: undefined }));
  const attempt: Attempt = { leader, first: messages[0]!, started: false };
  for (const message of messages) message.attempt = attempt;
  return messages;
}

test('messages stay in the partitions that they were given', () => {
  const partition = singleAttempt();
  const partitions = request(1, 0, 2).map((message) =>
    partition({ topic: 't', partitionMetadata: metadata(1, 2, 1), message }),
  );
  expect(partitions).toEqual([0, 2]);
});

test('a second attempt of the same request is refused as not retriable, so that kafkajs gives up at once', () => {
  const partition = singleAttempt();
  const [message] = request(1, 0);
  const args = { topic: 't', partitionMetadata: metadata(1), message: message! };
  partition(args);
  expect(() => partition(args)).toThrow(RepeatedAttempt);
  expect(new RepeatedAttempt('').retriable).toBe(false);
});

test('a partition that kafkajs knows at another leader stops the request in the way that makes kafkajs look anew', () => {
  const partition = singleAttempt();
  const [first, second] = request(1, 0, 1);
  const partitionMetadata = metadata(1, 2);
  partition({ topic: 't', partitionMetadata, message: first! });
  expect(() => partition({ topic: 't', partitionMetadata, message: second! })).toThrow(
    expect.objectContaining({ type: 'NOT_LEADER_FOR_PARTITION', retriable: true }),
  );
});
