import { topic } from '../lookup.ts';
import type { TopicName } from '../lookup.ts';
import { topicsOf } from './role.ts';
import type { QuotaLimits, Service } from './service.ts';

/**
 * The catalogue's bytes a second are averages over a week; traffic may be ten times that before anyone has to scale
 * (seed §6.1, "10x traffic growth"). All of it on one broker: with two of three down for a moment, it is so.
 */
const growth = 10;

/** A batch of Kafka's largest default size (`message.max.bytes`, 1 MiB) must pass within a second. */
const leastBytesPerSecond = 1_048_576;

/**
 * Of the 2,400 that seed §6.3's 8 network and 16 I/O threads have together (KIP-124): one user that runs wild leaves
 * eleven twelfths to the others.
 */
const requestPercentage = 200;

/** The limits of each of a service's users: those it names, and defaults from what it reads and writes. */
export function limitsOf({ roles, quotas }: Service): QuotaLimits {
  const used = roles.map(topicsOf);
  return {
    producerBytesPerSecond: limitFor(used.flatMap(({ writes }) => writes)),
    consumerBytesPerSecond: limitFor(used.flatMap(({ reads }) => reads)),
    requestPercentage,
    ...quotas,
  };
}

function limitFor(names: readonly TopicName[]): number {
  const expected = names.reduce((sum, name) => sum + topic(name).expectedBytesPerSecond, 0);
  return Math.max(leastBytesPerSecond, growth * expected);
}

/** Limits by Kafka's own names. */
export function clientQuotas(limits: QuotaLimits): Readonly<Record<string, number>> {
  return {
    consumer_byte_rate: limits.consumerBytesPerSecond,
    producer_byte_rate: limits.producerBytesPerSecond,
    request_percentage: limits.requestPercentage,
  };
}
