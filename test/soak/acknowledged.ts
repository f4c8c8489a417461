import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from 'kafkajs';
import pRetry from 'p-retry';
import { registerLz4 } from '../../clients/node/index.ts';
import {
  connectKafka,
  createMissingTopics,
  readClientProperties,
  waitForInSync,
  withAdmin,
} from '../../cluster/index.ts';
import type { Home } from '../../local/index.ts';

const topic = { name: 'soak-probe', partitions: 3, configs: { 'min.insync.replicas': '2' } };
const pauseMs = 20;
const failedPauseMs = 250;
const readBackSeconds = 30;

/** A topic of our own, with what its brokers have acknowledged. */
export class Probe {
  /** Ids of records that are promised to be kept. */
  readonly acknowledged = new Set<string>();
  private readonly home: Home;
  private nextId = 0;

  constructor(home: Home) {
    this.home = home;
    registerLz4(); // brokers compress with it, whatever the producer does
  }

  /** Makes the topic, where it isn't there. */
  async prepare(): Promise<void> {
    const operator = await readClientProperties(this.home.files.adminProperties);
    await withAdmin(operator, {}, async (admin) => {
      await createMissingTopics(admin, [topic], 3);
      await waitForInSync(admin, [topic.name], { timeoutMs: 60_000 });
    });
  }

  /** Sends record after record, and writes down which were acknowledged, until the signal. */
  async send(signal: AbortSignal): Promise<void> {
    const kafka = connectKafka(await readClientProperties(this.home.files.adminProperties), {
      requestTimeoutMs: 5_000,
      retries: 0, // a repeated request may be reported as written and isn't (see clients/node/single-attempt.ts)
    });
    const producer = kafka.producer();
    let connected = false;
    while (!signal.aborted) {
      const id = String((this.nextId += 1));
      try {
        if (!connected) await producer.connect();
        connected = true;
        await producer.send({ topic: topic.name, acks: -1, messages: [{ key: id, value: id }] });
        this.acknowledged.add(id);
        await sleep(pauseMs);
      } catch {
        await sleep(failedPauseMs); // brokers are being killed: what they haven't acknowledged they may lose
      }
    }
    await Promise.race([producer.disconnect(), sleep(1_000)]);
  }

  /** What was acknowledged and can't be read any more. */
  lost(): Promise<string[]> {
    // Just after a recovery brokers still tell of leaders that are none any more, which a plain client takes for final.
    return pRetry(() => this.readBack(), { retries: 4, minTimeout: 1_000, maxTimeout: 1_000 });
  }

  private async readBack(): Promise<string[]> {
    const operator = await readClientProperties(this.home.files.adminProperties);
    const ends = await withAdmin(operator, {}, async (admin) => {
      await waitForInSync(admin, [topic.name], { timeoutMs: 90_000 });
      return admin.fetchTopicOffsets(topic.name);
    });
    const missing = new Set(this.acknowledged);
    const unread = new Map(
      ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, high]),
    );
    const said: string[] = [];
    const log = ({ log: { message, error } }: LogEntry) => said.push(`${message} ${String(error ?? '')}`);
    const consumer = connectKafka(operator, { log }).consumer({ groupId: `soak-probe-${randomUUID()}` });
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: topic.name, fromBeginning: true });
      await consumer.run({
        eachBatch: ({ batch }) => {
          for (const { key } of batch.messages) missing.delete(String(key));
          if (BigInt(batch.lastOffset()) + 1n >= BigInt(unread.get(batch.partition) ?? '0'))
            unread.delete(batch.partition);
          return Promise.resolve();
        },
      });
      const deadline = performance.now() + readBackSeconds * 1_000;
      while (unread.size > 0 && performance.now() < deadline) await sleep(50);
    } finally {
      await consumer.disconnect();
    }
    if (unread.size > 0) {
      const problem = `${topic.name}: not read to its end after ${readBackSeconds} s; the client said last:`;
      throw new Error([problem, ...said.slice(-20)].join('\n'));
    }
    return [...missing];
  }
}
