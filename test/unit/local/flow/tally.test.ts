import { Tally } from '../../../../local/flow/tally.ts';

test('each domain counts its own topics', () => {
  const tally = new Tally();
  for (let count = 0; count < 10; count += 1) {
    tally.handedOver('market-data-raw');
    tally.handedOver('training-job-events');
    tally.sent('market-data-raw');
  }
  for (let count = 0; count < 4; count += 1) tally.received('market-data-raw', 12, true);

  const { 'market-data': market, strategy, system } = tally.interval(2);
  expect(market).toEqual({
    sentPerSecond: 5,
    receivedPerSecond: 2,
    lag: 6,
    p50Ms: 12,
    p99Ms: 12,
    sent: 10,
    received: 4,
  });
  expect(strategy).toMatchObject({ sent: 0, lag: 10, p50Ms: null });
  expect(system).toMatchObject({ sentPerSecond: 0, lag: 0 });
});

test('an interval begins where the last one ended', () => {
  const tally = new Tally();
  tally.sent('user-events');
  tally.received('user-events', 500, true);
  tally.interval(1);
  tally.sent('user-events');
  tally.received('user-events', 3, true);
  expect(tally.interval(1).system).toMatchObject({ sentPerSecond: 1, p99Ms: 3, sent: 2 });
});

test('the percentiles of a run leave out what was sent while cold', () => {
  const tally = new Tally();
  tally.received('user-events', 900, false);
  for (let latency = 1; latency <= 100; latency += 1) tally.received('user-events', latency, true);
  expect(tally.latency().system).toEqual({ p50: 50, p99: 99 });
  expect(tally.interval(1).system.received).toBe(101);
});

test('a topic outside the catalogue is a programming error', () => {
  expect(() => new Tally().sent('unknown')).toThrow('topic "unknown" is not in the catalogue');
});
