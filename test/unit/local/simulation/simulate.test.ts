import { simulate } from '../../../../local/simulation/index.ts';
import { shippedPrices } from '../../../../local/market-data/index.ts';
import type { PriceRow } from '../../../../local/market-data/index.ts';
import type { OutgoingEvent } from '../../../../clients/node/index.ts';
import { createEvent } from '../../../../schemas/index.ts';
import { accessOf, keyOf, services, topicNames } from '../../../../topics/index.ts';

const prices: PriceRow[] = [];
beforeAll(async () => {
  for await (const row of shippedPrices()) {
    prices.push(row);
    if (prices.length === 200) break;
  }
});

function run(runId: string, count = 2_000): OutgoingEvent[] {
  let nowMs = Date.parse('2024-01-01T10:00:00Z');
  const events: OutgoingEvent[] = [];
  for (const event of simulate(prices, { runId, environment: 'test', now: () => nowMs++ })) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

test('within 2,000 events each of the 30 topics has got some, and more than half are market data', () => {
  const events = run('a');
  const byTopic = new Map<string, number>();
  for (const { topic } of events) byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
  expect([...byTopic.keys()].toSorted()).toEqual(topicNames.toSorted());
  expect((byTopic.get('market-data-raw') ?? 0) / events.length).toBeGreaterThan(0.5);
});

test('every event is valid and has a key in its topic', () => {
  for (const { topic, event } of run('a', 6_000)) {
    const parsed = createEvent(event.eventType, event.payload, event);
    expect(keyOf(topic, parsed)).not.toBe('');
  }
});

test('every event comes from a service that may write it', () => {
  const { rules } = accessOf(services);
  const permitted = new Set(
    rules.filter(({ operation }) => operation === 'WRITE').map((rule) => `${rule.principal} ${rule.resourceName}`),
  );
  const wrong = run('a', 6_000).filter(({ topic, event }) => !permitted.has(`User:${event.source}-a ${topic}`));
  expect(new Set(wrong.map(({ topic, event }) => `${event.source}: ${topic}`))).toEqual(new Set());
});

test('the same run gives the same events', () => {
  expect(run('a')).toEqual(run('a'));
});

test('two runs share no event id', () => {
  const first = new Set(run('a').map(({ event }) => event.eventId));
  expect(first.size).toBe(2_000);
  expect(run('b').filter(({ event }) => first.has(event.eventId))).toEqual([]);
});

test('each event follows from an earlier one of the same chain, or begins a chain', () => {
  const seen = new Map<string, OutgoingEvent['event']>();
  for (const { event } of run('a')) {
    const cause = seen.get(event.causationId ?? '');
    expect(cause?.correlationId ?? event.eventId).toBe(event.correlationId);
    expect(cause?.eventId ?? null).toBe(event.causationId);
    seen.set(event.eventId, event);
  }
});

test('an execution follows from its order, the order from its signal, the signal from its tick', () => {
  const events = new Map(run('a').map(({ event }) => [event.eventId, event]));
  const executions = [...events.values()].filter(({ eventType }) => eventType === 'trading.order.executed');
  expect(executions.length).toBeGreaterThan(20);
  for (const execution of executions) {
    const chain: string[] = [];
    for (let event = execution; ; event = events.get(event.causationId!)!) {
      chain.push(event.eventType);
      if (event.causationId === null) break;
    }
    expect(chain).toEqual([
      'trading.order.executed',
      'trading.order.placed',
      'trading.signal.generated',
      'market.data.tick',
    ]);
  }
});

test('a period of prices becomes ticks between low and high that end at the close', () => {
  const row: PriceRow = { ...prices[0]!, open: '10', high: '14', low: '9', close: '12.50' };
  const ticks = [...simulate([row], { runId: 'a', environment: 'test', now: () => 0 })]
    .map(({ event }) => event)
    .filter((event) => event.eventType === 'market.data.tick')
    .map(({ payload }) => Number(payload.last));
  expect(Math.min(...ticks)).toBeGreaterThanOrEqual(9);
  expect(Math.max(...ticks)).toBeLessThanOrEqual(14);
  expect(ticks.at(-1)).toBe(12.5);
});
