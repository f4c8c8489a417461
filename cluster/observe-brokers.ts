import type { ClientProperties } from './client-properties.ts';
import { withExtendedAdmin } from './extended-admin.ts';

export interface ObservedBroker {
  readonly id: number;
  /** Kafka's name for a failure domain; absent where the broker names none. */
  readonly rack?: string;
}

/** The brokers that are there, by id, with their racks, which kafkajs doesn't tell. */
export async function observeBrokers(operator: ClientProperties): Promise<readonly ObservedBroker[]> {
  const { brokers } = await withExtendedAdmin(operator, (admin) => admin.metadata({ topics: [], forceUpdate: true }));
  return [...brokers]
    .map(([id, { rack }]): ObservedBroker => ({ id, ...(typeof rack === 'string' && rack !== '' ? { rack } : {}) }))
    .sort((left, right) => left.id - right.id);
}
