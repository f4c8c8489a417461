import type { OutgoingEvent } from '../../../../clients/node/index.ts';

/** A valid alert for `market-data-alerts`, whose key is the user. */
export function alertFor(userId: string, note: string | null = null): OutgoingEvent {
  return {
    topic: 'market-data-alerts',
    event: {
      eventId: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11',
      eventType: 'market.data.alert',
      timestamp: '2024-01-01T10:00:00.000Z',
      source: 'market-data-service',
      metadata: { environment: 'test' },
      payload: {
        alertId: 'alert-1',
        userId,
        symbol: 'BTC/USD',
        condition: 'PRICE_ABOVE',
        threshold: 45000,
        observed: '45000.50',
        triggeredAt: '2024-01-01T10:00:00.000Z',
        note,
      },
    },
  };
}
