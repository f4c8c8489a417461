import fc from 'fast-check';
import { placeReplicas, type PartitionToPlace, type PlacementBroker } from '../../../cluster/index.ts';

const threeRacks = [1, 2, 3].map((id): PlacementBroker => ({ id, rack: `rack-${id}`, isLive: true }));
const fourth: PlacementBroker = { id: 4, rack: 'rack-1', isLive: true };

function partition(replicas: readonly number[], index = 0, replicationFactor = 3): PartitionToPlace {
  return { topic: 'orders', partition: index, replicas, replicationFactor };
}
const after = (partitions: readonly PartitionToPlace[], brokers: readonly PlacementBroker[]) => {
  const changed = new Map(placeReplicas(partitions, brokers).map((each) => [each.partition, each.replicas]));
  return partitions.map(({ partition: id, replicas }) => changed.get(id) ?? replicas);
};

describe('replicas are placed', () => {
  test.each([
    { what: 'nowhere else when all is well', before: [1, 2, 3], brokers: threeRacks, expected: [1, 2, 3] },
    { what: 'in the racks that have none, as many as wanted', before: [2], brokers: threeRacks, expected: [2, 1, 3] },
    {
      what: 'away from a rack that has two',
      before: [1, 4, 2],
      brokers: [...threeRacks, fourth],
      expected: [1, 3, 2],
    },
    {
      what: 'away from a broker that is no longer declared',
      before: [9, 2, 3],
      brokers: threeRacks,
      expected: [1, 2, 3],
    },
  ])('$what', ({ before, brokers, expected }) => {
    expect(after([partition(before)], brokers)).toEqual([expected]);
  });

  test('so that what is too many goes from a rack that has two, and the preferred leader stays', () => {
    expect(after([partition([1, 4, 2, 3])], [...threeRacks, fourth])).toEqual([[1, 2, 3]]);
  });

  test('not on a broker that is away, and what it has stays', () => {
    const oneAway = threeRacks.map((broker) => ({ ...broker, isLive: broker.id !== 2 }));
    expect(after([partition([1, 2, 3]), partition([3], 1)], oneAway)).toEqual([
      [1, 2, 3],
      [3, 1],
    ]);
  });

  test('on a further broker only as far as it evens out its rack', () => {
    const partitions = Array.from({ length: 300 }, (_, index) =>
      partition(
        [1, 2, 3].map((id) => ((id + index) % 3) + 1),
        index,
      ),
    );
    const moved = placeReplicas(partitions, [...threeRacks, fourth]).filter(({ replicas, partition: id }) =>
      replicas.some((broker) => !partitions[id]!.replicas.includes(broker)),
    );
    expect(moved.length).toBeGreaterThan(130);
    expect(moved.length).toBeLessThanOrEqual(150);
    expect(moved.every(({ replicas }) => replicas.includes(4) && !replicas.includes(1))).toBe(true);
  });

  test('with another preferred leader where one leads far more than others, and no replica is copied', () => {
    const partitions = Array.from({ length: 30 }, (_, index) => partition([1, 2, 3], index));
    const leaders = Map.groupBy(after(partitions, threeRacks), ([leader]) => leader);
    expect([...leaders.values()].map((those) => those.length).sort()).toEqual([10, 10, 10]);
  });
});

const clusters = fc
  .record({
    racks: fc.integer({ min: 1, max: 4 }),
    brokers: fc.integer({ min: 1, max: 9 }),
    away: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
    partitions: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 4 }), {
      maxLength: 60,
    }),
    replicationFactor: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ racks, brokers, away, partitions, replicationFactor }) => ({
    brokers: Array.from({ length: brokers }, (_, index): PlacementBroker => {
      const id = index + 1;
      return { id, rack: `rack-${index % racks}`, isLive: !away.includes(id) };
    }),
    partitions: partitions.map((replicas, index) => partition(replicas, index, replicationFactor)),
  }));

describe('whatever the cluster', () => {
  test('a partition gets as many replicas as wanted and can be had, each on another broker', () => {
    fc.assert(
      fc.property(clusters, ({ partitions, brokers }) => {
        const live = brokers.filter(({ isLive }) => isLive).length;
        for (const replicas of after(partitions, brokers)) {
          expect(new Set(replicas).size).toBe(replicas.length);
          expect(replicas.length).toBeLessThanOrEqual(partitions[0]!.replicationFactor);
          expect(replicas.length).toBeGreaterThanOrEqual(Math.min(partitions[0]!.replicationFactor, live));
        }
      }),
    );
  });

  test('what is placed is left alone afterwards', () => {
    fc.assert(
      fc.property(clusters, ({ partitions, brokers }) => {
        const placed = after(partitions, brokers).map((replicas, index) => ({ ...partitions[index]!, replicas }));
        expect(placeReplicas(placed, brokers)).toEqual([]);
      }),
    );
  });

  test('replicas are in as many racks as they can be, once all brokers are there', () => {
    fc.assert(
      fc.property(clusters, ({ partitions, brokers }) => {
        const all = brokers.map((broker) => ({ ...broker, isLive: true }));
        const rackOf = new Map(all.map(({ id, rack }) => [id, rack]));
        const racks = new Set(rackOf.values()).size;
        for (const replicas of after(partitions, all)) {
          // A broker that nobody declares keeps its replica where no other can take it: it is in no rack.
          const declared = replicas.filter((id) => rackOf.has(id));
          expect(new Set(declared.map((id) => rackOf.get(id))).size).toBe(Math.min(racks, declared.length));
        }
      }),
    );
  });
});
