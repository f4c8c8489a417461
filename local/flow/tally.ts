import { build } from 'hdr-histogram-js';
import type { Histogram } from 'hdr-histogram-js';
import { domains } from '../../schemas/index.ts';
import type { Domain } from '../../schemas/index.ts';
import { domainOfTopic } from '../../topics/index.ts';

/** One domain in one interval. Latency is from the producer's call to the consumer's handler. */
export interface DomainStats {
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
  /** Events handed to the producer that no consumer has got yet: it grows while brokers don't answer, too. */
  readonly lag: number;
  /** Null while nothing was received in the interval. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Since the flow began. */
  readonly sent: number;
  readonly received: number;
}

export type StatsByDomain = Readonly<Record<Domain, DomainStats>>;
/** Percentiles of a whole run, milliseconds. */
export type LatencyByDomain = Readonly<Record<Domain, { readonly p50: number; readonly p99: number }>>;

/** Names of the topics that belong to a domain. */
export function topicsOf(domain: Domain): string[] {
  return [...domainOfTopic].filter(([, of]) => of === domain).map(([name]) => name);
}

interface Counters {
  handedOver: number;
  sent: number;
  received: number;
  sentBefore: number;
  receivedBefore: number;
  readonly interval: Histogram;
  readonly run: Histogram;
}

/** Counts what is sent and received in each domain, and how long it took. */
export class Tally {
  readonly #counters: Record<Domain, Counters>;

  constructor() {
    this.#counters = Object.fromEntries(domains.map((domain) => [domain, createCounters()])) as Record<
      Domain,
      Counters
    >;
  }

  /** An event was given to the producer. */
  handedOver(topic: string): void {
    this.#of(topic).handedOver += 1;
  }

  /** Kafka acknowledged an event. */
  sent(topic: string): void {
    this.#of(topic).sent += 1;
  }

  /** @param measured false leaves the latency out, for what was sent while caches were cold */
  received(topic: string, latencyMs: number, measured: boolean): void {
    const counters = this.#of(topic);
    counters.received += 1;
    // Two clocks of one machine may differ by a millisecond; a histogram knows no negative.
    const value = Math.max(0, latencyMs);
    counters.interval.recordValue(value);
    if (measured) counters.run.recordValue(value);
  }

  /** The interval since the last call, whose length the caller knows. */
  interval(seconds: number): StatsByDomain {
    return mapDomains((domain) => {
      const counters = this.#counters[domain];
      const { handedOver, sent, received, sentBefore, receivedBefore, interval } = counters;
      const any = interval.totalCount > 0;
      const stats: DomainStats = {
        sentPerSecond: (sent - sentBefore) / seconds,
        receivedPerSecond: (received - receivedBefore) / seconds,
        lag: handedOver - received,
        p50Ms: any ? interval.getValueAtPercentile(50) : null,
        p99Ms: any ? interval.getValueAtPercentile(99) : null,
        sent,
        received,
      };
      counters.sentBefore = sent;
      counters.receivedBefore = received;
      interval.reset();
      return stats;
    });
  }

  /** Percentiles of everything measured so far. */
  latency(): LatencyByDomain {
    return mapDomains((domain) => {
      const { run } = this.#counters[domain];
      return { p50: run.getValueAtPercentile(50), p99: run.getValueAtPercentile(99) };
    });
  }

  #of(topic: string): Counters {
    const domain = domainOfTopic.get(topic);
    if (domain === undefined) throw new TypeError(`topic "${topic}" is not in the catalogue`);
    return this.#counters[domain];
  }
}

function createCounters(): Counters {
  const histogram = (): Histogram => build({ numberOfSignificantValueDigits: 2, autoResize: true });
  return {
    handedOver: 0,
    sent: 0,
    received: 0,
    sentBefore: 0,
    receivedBefore: 0,
    interval: histogram(),
    run: histogram(),
  };
}

function mapDomains<T>(valueOf: (domain: Domain) => T): Record<Domain, T> {
  return Object.fromEntries(domains.map((domain) => [domain, valueOf(domain)])) as Record<Domain, T>;
}
