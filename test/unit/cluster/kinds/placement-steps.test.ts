import { brokerKind, placementKind, type ResourceKind, type Step } from '../../../../cluster/index.ts';
import type { Json } from '../../../../cluster/plan/json.ts';

const racks = new Map([1, 2, 3].map((id) => [id, `rack-${id}`]));
// Steps are pure: nothing of these is asked.
const nobody = undefined as never;
const placement = placementKind(nobody, nobody, new Map([['orders', 3]]), racks);
const broker = brokerKind(nobody, nobody, [1, 2, 3], ['orders']);

function stepsOf(
  kind: ResourceKind,
  { topics = {}, brokers = {} }: { topics?: object; brokers?: object },
): readonly Step[] {
  const all = {
    1: { isLive: true, throttle: {} },
    2: { isLive: true, throttle: {} },
    3: { isLive: true, throttle: {} },
  };
  return kind.steps({
    seen: new Map([
      ['placement', new Map(Object.entries(topics as Record<string, Json>))],
      ['broker', new Map(Object.entries({ ...all, ...brokers } as Record<string, Json>))],
    ]),
  });
}
const atRest = { moving: [], isThrottled: false };

test('a topic whose replicas are where they should be needs no step', () => {
  expect(stepsOf(placement, { topics: { orders: { replicas: { 0: [1, 2, 3], 1: [2, 3, 1] }, ...atRest } } })).toEqual(
    [],
  );
});

test('where replicas are kept, only a partition with another number of them changes', () => {
  const keeping = placementKind(nobody, nobody, new Map([['orders', 2]]), racks, { keeps: true });
  const replicas = { 0: [1, 2], 1: [1, 2], 2: [1, 2], 3: [1, 2], 4: [9, 1] };
  expect(stepsOf(keeping, { topics: { orders: { replicas, ...atRest } } })).toEqual([]);
  const [step, ...others] = stepsOf(keeping, { topics: { orders: { replicas: { ...replicas, 5: [1] }, ...atRest } } });
  expect(others).toEqual([]);
  expect(step).toMatchObject({ basis: [{ path: ['replicas', '5'], value: [1] }] });
  const spreading = placementKind(nobody, nobody, new Map([['orders', 2]]), racks);
  expect(stepsOf(spreading, { topics: { orders: { replicas, ...atRest } } })).toHaveLength(1);
});

test('a topic that nobody declares is left where it is', () => {
  expect(stepsOf(placement, { topics: { theirs: { replicas: { 0: [1] }, ...atRest } } })).toEqual([]);
});

test('a partition with too few replicas gets more, and the step depends only on that partition', () => {
  const [step] = stepsOf(placement, { topics: { orders: { replicas: { 0: [1, 2, 3], 1: [2] }, ...atRest } } });
  expect(step).toMatchObject({
    id: 'placement/orders/replicas',
    summary: 'other replicas for 1 partition',
    consequence: 'Brings 2 replicas copied over the network.',
    basis: [{ path: ['replicas', '1'], value: [2] }],
    change: { replicas: { 1: [2, 1, 3] } },
    verdicts: [],
  });
});

test('what is measured tells how much is copied, and how long the broker takes that gets the most', () => {
  const seen = new Map([
    ['placement', new Map<string, Json>([['orders', { replicas: { 0: [1], 1: [2] }, ...atRest }]])],
    ['broker', new Map<string, Json>([1, 2, 3].map((id) => [String(id), { isLive: true, throttle: {} }]))],
  ]);
  const measured = new Map([['placement', new Map<string, Json>([['orders', [1_000_000_000, 5_000_000_000]]])]]);
  const [step] = placement.steps({ seen, measured });
  expect(step?.consequence).toBe('Brings 4 replicas copied over the network (12 GB, at 50 MB/s some 2m).');
});

test('a broker that is away is planned around, in words', () => {
  const [step] = stepsOf(placement, {
    topics: { orders: { replicas: { 0: [1] }, ...atRest } },
    brokers: { 2: { isLive: false, throttle: {} } },
  });
  expect(step?.change).toEqual({ replicas: { 0: [1, 3] } });
  expect(step?.verdicts).toEqual([
    {
      guard: 'broker-away',
      level: 'note',
      reason: "planned around broker 2, which can't be reached; plan again when back",
    },
  ]);
});

test.each([
  ['moves', { moving: ['0'], isThrottled: true }, 'see a move of 1 partition through, which was begun before'],
  [
    'has only left its throttle',
    { moving: [], isThrottled: true },
    'take away the throttle of a move that was cut off',
  ],
])('what a cut off move has left is named while it %s', (_, state, summary) => {
  const [step] = stepsOf(placement, { topics: { orders: { replicas: { 0: [1, 2, 3] }, ...state } } });
  expect(step).toMatchObject({ summary, change: { replicas: {} }, basis: [] });
});

test('the throttle of a broker goes after the moves that may need it', () => {
  const [step] = stepsOf(broker, {
    brokers: { 2: { isLive: true, throttle: { 'leader.replication.throttled.rate': '1000' } } },
  });
  expect(step).toMatchObject({
    id: 'broker/2/throttle',
    action: 'remove',
    summary: 'throttle that a move has left: leader.replication.throttled.rate 1000',
    needs: ['placement/orders/replicas'],
  });
});
