import type { Owner } from '../topic.ts';
import type { Role } from './role.ts';

/** Something that logs in at Kafka. */
export interface Service {
  /** As in the `source` of its events. */
  readonly name: string;
  /** The team that answers for it. */
  readonly owner: Owner;
  /** What it does, in a sentence. */
  readonly purpose: string;
  readonly roles: readonly Role[];
  /** Where the defaults don't fit. */
  readonly quotas?: Partial<QuotaLimits>;
}

/** What a user of a service may take from one broker; above it, Kafka delays the answers. */
export interface QuotaLimits {
  /** Bytes a second, as they are sent: compressed. */
  readonly producerBytesPerSecond: number;
  readonly consumerBytesPerSecond: number;
  /** Share of a broker's request threads, in percent of one thread. */
  readonly requestPercentage: number;
}
