/**
 * What waits to be sent: events in order for each partition, handed out per leader.
 *
 * Two rules make retries safe with Kafka's idempotent producers. One batch of a partition is on its way at a time,
 * so order holds. And a batch that failed is handed out again as it was, since a broker recognizes a repetition by
 * the first and last sequence number of the batch. Pure: no clock, no network.
 */
export class Outbox<M> {
  readonly #lines = new Map<string, Line<M>>();
  /** Partitions that have something to hand out, by leader. Each turn starts behind the last one's partitions. */
  readonly #ready = new Map<number, Set<Line<M>>>();
  readonly #limits: BatchLimits<M>;

  constructor(limits: BatchLimits<M>) {
    this.#limits = limits;
  }

  /** Knows a partition and its leader from now on, or moves it to another leader. */
  setLeader(topic: string, partition: number, leader: number): void {
    const line = this.#lines.get(lineKey(topic, partition));
    if (line === undefined) {
      this.#lines.set(lineKey(topic, partition), {
        topic,
        partition,
        leader,
        waiting: [],
        repeat: undefined,
        underWay: false,
      });
      return;
    }
    if (line.leader === leader) return;
    this.#ready.get(line.leader)?.delete(line);
    line.leader = leader;
    this.#offer(line);
  }

  /** Queues a message behind the others of its partition, which must be known. */
  add(topic: string, partition: number, message: M): void {
    const line = this.#lines.get(lineKey(topic, partition));
    if (line === undefined) throw new TypeError(`partition ${topic}-${partition}: no leader was set`);
    line.waiting.push(message);
    this.#offer(line);
  }

  /** Leaders of partitions that have something to hand out. */
  leaders(): number[] {
    return [...this.#ready].filter(([, lines]) => lines.size > 0).map(([leader]) => leader);
  }

  /** Messages of a leader that could be handed out now, counted up to `enough`. */
  readyCount(leader: number, enough: number): number {
    let count = 0;
    for (const line of this.#ready.get(leader) ?? []) {
      count += line.repeat?.messages.length ?? Math.min(line.waiting.length, this.#limits.maxMessages);
      if (count >= enough) break;
    }
    return count;
  }

  /** Hands out batches for a leader, one a partition, until `maxMessages` are reached. They stay reserved. */
  take(leader: number, maxMessages: number): Batch<M>[] {
    const batches: Batch<M>[] = [];
    let taken = 0;
    for (const line of this.#ready.get(leader) ?? []) {
      if (taken >= maxMessages) break;
      const { topic, partition, repeat } = line;
      const batch = repeat ?? { topic, partition, messages: nextOf(line, this.#limits) };
      line.repeat = undefined;
      line.underWay = true;
      this.#ready.get(leader)?.delete(line);
      taken += batch.messages.length;
      batches.push(batch);
    }
    return batches;
  }

  /** These batches are in the log: their partitions may send on. */
  settle(batches: readonly Batch<M>[]): void {
    for (const batch of batches) this.#release(batch, undefined);
  }

  /** These batches may or may not be in the log: each is the next that its partition hands out, unchanged. */
  putBack(batches: readonly Batch<M>[]): void {
    for (const batch of batches) this.#release(batch, batch);
  }

  /** Takes everything that isn't under way out of the box. */
  clear(): M[] {
    const messages: M[] = [];
    for (const line of this.#lines.values()) {
      messages.push(...(line.repeat?.messages ?? []), ...line.waiting);
      line.repeat = undefined;
      line.waiting = [];
    }
    this.#ready.clear();
    return messages;
  }

  #release({ topic, partition }: Batch<M>, repeat: Batch<M> | undefined): void {
    const line = this.#lines.get(lineKey(topic, partition));
    if (line?.underWay !== true) throw new TypeError(`partition ${topic}-${partition}: no batch is under way`);
    line.underWay = false;
    line.repeat = repeat;
    this.#offer(line);
  }

  #offer(line: Line<M>): void {
    if (line.underWay || (line.repeat === undefined && line.waiting.length === 0)) return;
    let lines = this.#ready.get(line.leader);
    if (lines === undefined) this.#ready.set(line.leader, (lines = new Set()));
    lines.add(line);
  }
}

/** What fits into one batch of a partition; a single message always does. */
export interface BatchLimits<M> {
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly sizeOf: (message: M) => number;
}

/** Messages of one partition that are written together or not at all. */
export interface Batch<M> {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly M[];
}

interface Line<M> {
  readonly topic: string;
  readonly partition: number;
  leader: number;
  waiting: M[];
  repeat: Batch<M> | undefined;
  underWay: boolean;
}

function nextOf<M>(line: Line<M>, { maxMessages, maxBytes, sizeOf }: BatchLimits<M>): M[] {
  let count = 0;
  let bytes = 0;
  for (const message of line.waiting) {
    bytes += sizeOf(message);
    if (count >= maxMessages || (bytes > maxBytes && count > 0)) break;
    count += 1;
  }
  if (count < line.waiting.length) return line.waiting.splice(0, count);
  const all = line.waiting;
  line.waiting = [];
  return all;
}

function lineKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
