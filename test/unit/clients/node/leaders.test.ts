import type { Admin } from 'kafkajs';
import { createLeaderLookUp, partitionCounts } from '../../../../clients/node/leaders.ts';

interface Question {
  readonly answer: (leader: number) => void;
  readonly fail: () => void;
}

/** An admin client whose answers come when the test gives them. */
function heldAdmin() {
  const questions: Question[] = [];
  const happened: string[] = [];
  const admin = {
    fetchTopicMetadata: ({ topics: [name] }: { topics: string[] }) =>
      new Promise((resolve, reject) => {
        questions.push({
          answer: (leader) => {
            happened.push('answered');
            resolve({ topics: [{ name, partitions: [{ partitionId: 0, leader }] }] });
          },
          fail: () => {
            happened.push('failed');
            reject(new Error('no broker'));
          },
        });
      }),
    disconnect: () => {
      happened.push('disconnected');
      return Promise.resolve();
    },
  } as unknown as Admin;
  return { admin, questions, happened };
}

test('those who ask at the same time share one answer, and the next asks anew', async () => {
  const { admin, questions } = heldAdmin();
  const lookUp = createLeaderLookUp(admin, ['prices']);
  const together = Promise.all([lookUp.ask(), lookUp.ask()]);
  questions[0]!.answer(3);
  expect(await together).toEqual(Array.from({ length: 2 }, () => [{ topic: 'prices', partition: 0, leader: 3 }]));

  const later = lookUp.ask();
  questions[1]!.answer(4);
  expect(await later).toEqual([{ topic: 'prices', partition: 0, leader: 4 }]);
  expect(questions).toHaveLength(2);
});

test.each(['answer', 'fail'] as const)('an open question ends (%s) before the connection does', async (end) => {
  const { admin, questions, happened } = heldAdmin();
  const lookUp = createLeaderLookUp(admin, ['prices']);
  const asked = lookUp.ask().catch(() => undefined);
  const closed = lookUp.close();
  questions[0]![end](3);
  await Promise.all([asked, closed]);
  expect(happened).toEqual([end === 'answer' ? 'answered' : 'failed', 'disconnected']);
});

test('counts the partitions of each topic', () => {
  const leaders = ['a', 'b', 'a'].map((topic, partition) => ({ topic, partition, leader: 1 }));
  expect([...partitionCounts(leaders)]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});
