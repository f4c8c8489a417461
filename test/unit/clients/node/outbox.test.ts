import fc from 'fast-check';
import { Outbox } from '../../../../clients/node/outbox.ts';
import type { Batch } from '../../../../clients/node/outbox.ts';

const limits = { maxMessages: 3, maxBytes: 100, sizeOf: () => 10 };

function outboxOf(...leaders: number[]): Outbox<number> {
  const outbox = new Outbox<number>(limits);
  leaders.forEach((leader, partition) => outbox.setLeader('t', partition, leader));
  return outbox;
}

test('batches are handed out by leader, one a partition', () => {
  const outbox = outboxOf(1, 1, 2);
  for (const partition of [0, 1, 2, 0]) outbox.add('t', partition, partition * 10);

  expect(outbox.leaders()).toEqual([1, 2]);
  expect(outbox.take(1, 10)).toEqual([
    { topic: 't', partition: 0, messages: [0, 0] },
    { topic: 't', partition: 1, messages: [10] },
  ]);
});

test('a partition with a batch under way hands out nothing more', () => {
  const outbox = outboxOf(1);
  outbox.add('t', 0, 1);
  const batches = outbox.take(1, 10);
  outbox.add('t', 0, 2);
  expect(outbox.take(1, 10)).toEqual([]);

  outbox.settle(batches);
  expect(outbox.take(1, 10)).toEqual([{ topic: 't', partition: 0, messages: [2] }]);
});

test('a batch that was put back comes again unchanged, before what was added since', () => {
  const outbox = outboxOf(1);
  outbox.add('t', 0, 1);
  const failed = outbox.take(1, 10);
  outbox.add('t', 0, 2);
  outbox.putBack(failed);

  const again = outbox.take(1, 10);
  expect(again).toEqual([{ topic: 't', partition: 0, messages: [1] }]);
  outbox.settle(again);
  expect(outbox.take(1, 10)).toEqual([{ topic: 't', partition: 0, messages: [2] }]);
});

test('a put-back batch goes to the new leader', () => {
  const outbox = outboxOf(1);
  outbox.add('t', 0, 1);
  const failed = outbox.take(1, 10);
  outbox.setLeader('t', 0, 2);
  outbox.putBack(failed);

  expect(outbox.leaders()).toEqual([2]);
  expect(outbox.take(2, 10)).toEqual(failed);
});

test('a batch ends before its bytes exceed the limit, but a large message goes alone', () => {
  const outbox = new Outbox<number>({ maxMessages: 100, maxBytes: 100, sizeOf: (size) => size });
  outbox.setLeader('t', 0, 1);
  for (const size of [60, 40, 1, 500]) outbox.add('t', 0, size);

  const sizes: (readonly number[])[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const batches = outbox.take(1, 100);
    sizes.push(batches[0]!.messages);
    outbox.settle(batches);
  }
  expect(sizes).toEqual([[60, 40], [1], [500]]);
});

test('partitions take turns when a request is full', () => {
  const outbox = outboxOf(1, 1);
  for (let message = 0; message < 6; message += 1) outbox.add('t', 0, message);
  outbox.add('t', 1, 100);

  const first = outbox.take(1, 3);
  outbox.settle(first);
  expect(outbox.take(1, 3).map(({ partition }) => partition)).toEqual([1, 0]);
});

test('a message for an unknown partition is a programming error', () => {
  expect(() => outboxOf(1).add('t', 5, 1)).toThrow('partition t-5: no leader was set');
});

/** What a broker with idempotence does: writes a batch once, and recognizes only an exact repetition of the last. */
class Log {
  readonly #written = new Map<number, number[]>();
  readonly #last = new Map<number, string>();

  append({ partition, messages }: Batch<number>): void {
    const fingerprint = messages.join();
    if (this.#last.get(partition) === fingerprint) return;
    this.#written.set(partition, [...(this.#written.get(partition) ?? []), ...messages]);
    this.#last.set(partition, fingerprint);
  }

  of(partition: number): number[] {
    return this.#written.get(partition) ?? [];
  }
}

test('whatever fails and moves, each partition gets each message once and in order', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), partition: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), leader: fc.nat(2) }) },
    // A request ends: written or not, and answered or not.
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('end' as const), written: fc.boolean(), answered: fc.boolean() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('move' as const), partition: fc.nat(3), leader: fc.nat(2) }),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const outbox = outboxOf(0, 1, 2, 0);
      const log = new Log();
      const added: number[][] = [[], [], [], []];
      const underWay: Batch<number>[][] = [];
      let message = 0;
      const end = (written: boolean, answered: boolean): void => {
        const batches = underWay.shift();
        if (batches === undefined) return;
        if (written) batches.forEach((batch) => log.append(batch));
        if (written && answered) outbox.settle(batches);
        else outbox.putBack(batches);
      };
      for (const each of steps) {
        if (each.kind === 'add') {
          added[each.partition]!.push(++message);
          outbox.add('t', each.partition, message);
        } else if (each.kind === 'take') {
          const batches = outbox.take(each.leader, 4);
          if (batches.length > 0) underWay.push(batches);
        } else if (each.kind === 'end') {
          end(each.written, each.answered);
        } else {
          outbox.setLeader('t', each.partition, each.leader);
        }
      }
      // In the end all goes well.
      while (underWay.length > 0) end(true, true);
      while (outbox.leaders().length > 0) {
        underWay.push(outbox.take(outbox.leaders()[0]!, 4));
        end(true, true);
      }
      added.forEach((messages, partition) => expect(log.of(partition)).toEqual(messages));
    }),
  );
});
