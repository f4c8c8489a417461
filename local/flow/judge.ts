/** A record as the judge needs it. */
export interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly eventId: string;
  /** Who sent it, and as its how many-th event. */
  readonly producer: string;
  readonly sequence: number;
}

/** How a run went. `lost` is what was acknowledged and hasn't been received: final once all has arrived. */
export interface Verdict {
  /** Events that Kafka acknowledged. */
  readonly sent: number;
  /** Different events that came back. */
  readonly received: number;
  readonly lost: number;
  /** Records beyond the first with the same event id. */
  readonly duplicated: number;
  /** Records whose producer had sent them before one that came earlier with the same topic and key. */
  readonly outOfOrder: number;
}

export interface Judge {
  /** Kafka said that this event is written. May come before or after it is received. */
  acknowledged(eventId: string): void;
  /** @returns true for a record that is new in the log; false for one that the consumer got a second time */
  received(record: ReceivedRecord): boolean;
  verdict(): Verdict;
}

/**
 * Compares what Kafka promised with what came out. Duplicates are judged by event id, order by the producer's
 * sequence within a topic and key.
 *
 * A consumer may be given the same record again after a rebalance; that is no duplicate in the log. Such a record has
 * an offset that was passed already, and is left out.
 *
 * @param memory ids and keys remembered beyond what is under way. Unbounded it is exact. Bounded, a duplicate that comes
 * later than that many events counts as out of order instead, as its sequence was passed.
 */
export function createJudge(memory = Number.POSITIVE_INFINITY): Judge {
  const awaited = new Set<string>();
  const early = new Set<string>();
  const settled = new Recent<string, true>(memory);
  const lastSequences = new Recent<string, number>(memory);
  const lastOffsets = new Map<string, bigint>();
  let sent = 0;
  let received = 0;
  let duplicated = 0;
  let outOfOrder = 0;

  return {
    acknowledged(eventId) {
      sent += 1;
      if (early.delete(eventId)) settled.set(eventId, true);
      else awaited.add(eventId);
    },

    received({ topic, partition, offset, key, eventId, producer, sequence }) {
      const place = `${topic}-${partition}`;
      if (offset <= (lastOffsets.get(place) ?? -1n)) return false;
      lastOffsets.set(place, offset);

      if (early.has(eventId) || settled.get(eventId) !== undefined) {
        duplicated += 1;
        return true;
      }
      received += 1;
      if (awaited.delete(eventId)) settled.set(eventId, true);
      else early.add(eventId);

      const line = `${topic}/${key ?? ''}/${producer}`;
      const last = lastSequences.get(line) ?? -1;
      if (sequence < last) outOfOrder += 1;
      lastSequences.set(line, Math.max(sequence, last));
      return true;
    },

    verdict: () => ({ sent, received, lost: awaited.size, duplicated, outOfOrder }),
  };
}

/** A map that forgets what was set longest ago. */
class Recent<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    // A map keeps the order of insertion, so what is set again must leave its old place.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#bound) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }
}
