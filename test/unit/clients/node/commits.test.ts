import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { createCommits } from '../../../../clients/node/commits.ts';

function recordingConsumer(failures = 0): {
  committed: TopicPartitionOffsetAndMetadata[][];
  commitOffsets: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>;
} {
  const committed: TopicPartitionOffsetAndMetadata[][] = [];
  let left = failures;
  return {
    committed,
    commitOffsets: (offsets) => {
      if (left-- > 0) return Promise.reject(new Error('the group is rebalancing'));
      committed.push(offsets);
      return Promise.resolve();
    },
  };
}

test('the last handled offset of each partition is committed in one request, plus one', async () => {
  const consumer = recordingConsumer();
  const commits = createCommits(consumer, 60_000);
  commits.handled('t', 0, 4n);
  commits.handled('t', 0, 5n);
  commits.handled('u', 1, 9n);
  await commits.stop();
  expect(consumer.committed).toEqual([
    [
      { topic: 't', partition: 0, offset: '6' },
      { topic: 'u', partition: 1, offset: '10' },
    ],
  ]);
});

test('nothing is committed when nothing was handled', async () => {
  const consumer = recordingConsumer();
  const commits = createCommits(consumer, 1);
  commits.start();
  await sleep(10);
  await commits.stop();
  expect(consumer.committed).toEqual([]);
});

test('what a rebalance kept from being committed goes with the next commit', async () => {
  const consumer = recordingConsumer(1);
  const commits = createCommits(consumer, 5);
  commits.start();
  commits.handled('t', 0, 4n);
  await sleep(40);
  commits.handled('t', 1, 7n);
  await commits.stop();
  expect(consumer.committed.flat()).toEqual([
    { topic: 't', partition: 0, offset: '5' },
    { topic: 't', partition: 1, offset: '8' },
  ]);
});
