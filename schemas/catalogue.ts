import { z } from 'zod';
import type { Domain, EventChange, EventSpec } from './definition.ts';
import { envelopeFields } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { UnknownEventTypeError } from './errors.ts';
import { analyticsEvents } from './events/analytics.ts';
import { communityEvents } from './events/community.ts';
import { integrationEvents } from './events/integration.ts';
import { marketDataEvents } from './events/market-data.ts';
import { marketplaceEvents } from './events/marketplace.ts';
import { paperTradingEvents } from './events/paper-trading.ts';
import { settlementEvents } from './events/settlement.ts';
import { socialTradingEvents } from './events/social-trading.ts';
import { strategyEvents } from './events/strategy.ts';
import { systemEvents } from './events/system.ts';
import { tradingEvents } from './events/trading.ts';
import { trainingEvents } from './events/training.ts';
import { userEvents } from './events/users.ts';

const byDomain = {
  'market-data': marketDataEvents,
  trading: { ...tradingEvents, ...paperTradingEvents },
  strategy: { ...strategyEvents, ...trainingEvents, ...analyticsEvents },
  community: { ...communityEvents, ...socialTradingEvents },
  marketplace: { ...marketplaceEvents, ...settlementEvents },
  system: { ...userEvents, ...systemEvents, ...integrationEvents },
} as const satisfies Record<Domain, Record<string, EventSpec>>;

type ByDomain = typeof byDomain;
type Catalogue = ByDomain['market-data'] &
  ByDomain['trading'] &
  ByDomain['strategy'] &
  ByDomain['community'] &
  ByDomain['marketplace'] &
  ByDomain['system'];

/** The name of an event, such as `market.data.tick`. */
export type EventType = keyof Catalogue;

type PayloadSchema<T extends EventType> = Catalogue[T]['payload'];
/** A parsed payload: money is a Decimal, instants are canonical, missing optional fields are null. */
export type PayloadOf<T extends EventType> = z.output<PayloadSchema<T>>;
/** A payload as a producer may write it: money also as number or text, optional fields left out. */
export type PayloadInputOf<T extends EventType> = z.input<PayloadSchema<T>>;
/** A parsed event. `EventOf<'a' | 'b'>` is a union that `eventType` tells apart. */
export type EventOf<T extends EventType = EventType> = T extends EventType
  ? Omit<Envelope, 'eventType'> & { eventType: T; payload: PayloadOf<T> }
  : never;

/** All that is known about one event type. */
export interface EventDefinition<T extends EventType = EventType> {
  readonly type: T;
  readonly version: string;
  /** Since 1.0, oldest first. */
  readonly changes: readonly EventChange[];
  readonly domain: Domain;
  /** One sentence on what happened. */
  readonly doc: string;
  readonly payload: PayloadSchema<T>;
  /** Envelope and payload: what `parseEvent` checks and Avro is derived from. */
  readonly event: z.ZodType<EventOf<T>>;
}

function define(domain: Domain, type: string, spec: EventSpec): EventDefinition {
  const event = z.strictObject({ ...envelopeFields, eventType: z.literal(type), payload: spec.payload });
  // The compiler can't follow a type through a record's entries; the tests hold each type against its definition.
  return {
    type,
    domain,
    version: spec.version,
    changes: spec.changes,
    doc: spec.doc,
    payload: spec.payload,
    event,
  } as unknown as EventDefinition;
}

const definitions: ReadonlyMap<string, EventDefinition> = new Map(
  Object.entries(byDomain).flatMap(([domain, specs]) =>
    Object.entries<EventSpec>(specs).map(([type, spec]): [string, EventDefinition] => [
      type,
      define(domain as Domain, type, spec),
    ]),
  ),
);

/** Every event type, in the order of the seed's domains. */
export const eventTypes: readonly EventType[] = [...definitions.keys()] as EventType[];

/** True for the name of a defined event. */
export function isEventType(value: unknown): value is EventType {
  return typeof value === 'string' && definitions.has(value);
}

/** The definition of an event type; throws `UnknownEventTypeError` for a name that came untyped. */
export function eventDefinition<T extends EventType>(type: T): EventDefinition<T> {
  const definition = definitions.get(type);
  if (definition === undefined) throw new UnknownEventTypeError(type, eventTypes);
  return definition as unknown as EventDefinition<T>;
}
