import { z } from 'zod';
import { event } from '../definition.ts';
import { channel, failure } from '../field-groups.ts';
import { count, growing, id, optional, ordinal, prose, scalar, text } from '../fields.ts';
import { timestamp } from '../timestamp.ts';

const delivery = {
  deliveryId: id,
  webhookId: id,
  userId: id.describe('Whose webhook it is'),
  deliveredEventId: z
    .uuid()
    .describe('The event that was to be delivered')
    .meta({ example: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11' }),
  deliveredEventType: text('trading.order.executed'),
  url: text('https://example.com/hooks/8a11').meta({ confidential: true }).describe('Such addresses often hold a key'),
  attempt: ordinal,
  durationMs: count,
};
const statusCode = z.int().min(100).max(599).meta({ example: 503 }).describe("The receiver's HTTP status");
const connection = growing(['UP', 'DEGRADED', 'DOWN', 'MAINTENANCE']);
const apiClient = { apiClientId: id, userId: optional(id).describe("None for the platform's own clients") };

/** What goes to users, and what goes in and out by APIs (seed §2.4, FR 5.3). */
export const integrationEvents = {
  'notification.requested': event('A user is to be told something.', {
    notificationId: id,
    userId: id,
    channel,
    template: text('price-alert'),
    priority: growing(['LOW', 'NORMAL', 'HIGH']),
    variables: z
      .record(z.string(), scalar)
      .meta({ confidential: true, example: { symbol: 'BTC/USD', price: 45000.5 } })
      .describe('What the template is filled with'),
    expiresAt: optional(timestamp),
  }),

  'notification.delivered': event('A user was told something.', {
    notificationId: id,
    userId: id,
    channel,
    template: text('price-alert'),
    attempts: ordinal,
    deliveredAt: timestamp,
  }),

  'notification.failed': event('A user could not be told something.', {
    notificationId: id,
    userId: id,
    channel,
    template: text('price-alert'),
    attempts: count.describe('0 where it expired first'),
    ...failure('ADDRESS_UNKNOWN', 'The mail server knows no such address'),
  }),

  'webhook.delivery.succeeded': event("An event reached a user's webhook.", {
    ...delivery,
    statusCode: statusCode.meta({ example: 200 }),
  }),

  'webhook.delivery.failed': event("An event did not reach a user's webhook.", {
    ...delivery,
    statusCode: optional(statusCode).describe('None where there was no answer'),
    ...failure('HTTP_503', 'The receiver is overloaded'),
    nextAttemptAt: optional(timestamp).describe('None after the last attempt'),
  }),

  'integration.status.changed': event("A third party's service, as the platform sees it, works better or worse.", {
    provider: text('binance'),
    kind: growing(['BROKER', 'EXCHANGE', 'BANK', 'DATA', 'MESSAGING', 'IDENTITY', 'PAYMENT']),
    fromStatus: connection,
    toStatus: connection.meta({ example: 'DOWN' }),
    reason: optional(prose('Five of five requests timed out')),
    latencyMs: optional(count).describe('Median of the last minute; none while nothing is answered'),
    plannedUntil: optional(timestamp).describe('For maintenance'),
  }),

  'api.usage.reported': event('What a client of the API has used in a time window.', {
    ...apiClient,
    windowSeconds: ordinal,
    requests: count,
    errors: count,
    rejected: count.describe('Requests beyond a rate limit'),
    requestBytes: count,
    responseBytes: count,
    p99Ms: count,
    requestsByEndpoint: z.record(z.string(), count).meta({ example: { 'POST /orders': 42 } }),
  }),

  'api.rate.limited': event(
    'A client of the API met a rate limit; one event for a time window, however many requests.',
    {
      ...apiClient,
      limitName: text('orders-per-minute'),
      limitRequests: ordinal.describe('Allowed in the window'),
      windowSeconds: ordinal,
      rejectedRequests: ordinal,
      retryAfterSeconds: count,
    },
  ),
};
