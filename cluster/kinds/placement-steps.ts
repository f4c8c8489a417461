import prettyBytes from 'pretty-bytes';
import prettyMilliseconds from 'pretty-ms';
import type { Json } from '../plan/json.ts';
import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import {
  placeReplicas,
  type PartitionToPlace,
  type Placement,
  type PlacementBroker,
} from '../placement/place-replicas.ts';
import type { SeenBroker } from './broker.ts';

/** Where a topic's replicas are, in the shape that plans hold. */
export interface SeenPlacement {
  /** Broker ids by partition; the first is the preferred leader. Of a partition that moves, those it moves to. */
  readonly replicas: Readonly<Record<string, readonly number[]>>;
  /** Partitions that move now. */
  readonly moving: readonly string[];
  /** Whether its replication is throttled, as while it moves. */
  readonly isThrottled: boolean;
}

/** What a step asks of the cluster: replicas by partition; none where a move that is under way is only to be seen through. */
export interface PlacementChange {
  readonly replicas: Readonly<Record<string, readonly number[]>>;
}

/** The id of the step that moves a topic's replicas. */
export function placementStepId(topic: string): string {
  return `placement/${topic}/replicas`;
}

/**
 * The steps that bring the replicas of the catalogue's topics to where they should be, and see through what an
 * interrupted one has begun.
 *
 * @param factors how many replicas each partition is to have, by topic
 * @param racks by id of each declared broker
 * @param bytesPerSecond what each broker may receive while replicas move
 * @param keeps whether partitions that have as many replicas as wanted stay where they are, however they are spread
 */
export function placementSteps(
  factors: ReadonlyMap<string, number>,
  racks: ReadonlyMap<number, string>,
  bytesPerSecond: number,
  { seen, measured }: Circumstances,
  keeps = false,
): readonly Step[] {
  const brokers = [...racks].map(([id, rack]): PlacementBroker => ({
    id,
    rack,
    isLive: isLive(id, seen.get('broker')),
  }));
  const placements = seen.get('placement') ?? new Map<string, Json>();
  const topics = [...factors]
    .filter(([name]) => placements.has(name))
    .map(([name, replicationFactor]) => {
      const placement = placements.get(name) as unknown as SeenPlacement;
      return { name, replicationFactor, placement };
    });
  const partitions = topics.flatMap(({ name, replicationFactor, placement }) =>
    Object.entries(placement.replicas).map(([partition, replicas]): PartitionToPlace => ({
      topic: name,
      partition: Number(partition),
      replicas,
      replicationFactor,
    })),
  );
  const isWell = ({ topic, partition }: Placement): boolean => {
    const { replicas } = placements.get(topic) as unknown as SeenPlacement;
    return replicas[partition]?.length === factors.get(topic);
  };
  const placed = Map.groupBy(
    placeReplicas(partitions, brokers).filter((placement) => !keeps || !isWell(placement)),
    ({ topic }) => topic,
  );
  const away = brokers.filter(({ isLive }) => !isLive).map(({ id }) => id);
  return topics.flatMap(({ name, placement }) => {
    const sizes = (measured?.get('placement')?.get(name) ?? []) as readonly number[];
    const changes = (placed.get(name) ?? []).map(({ partition, replicas }): Change => ({
      partition,
      before: placement.replicas[partition] ?? [],
      after: replicas,
      bytes: sizes[partition],
    }));
    return stepOf(name, placement, changes, away, bytesPerSecond);
  });
}

/** Another place for a partition. */
interface Change {
  readonly partition: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Of each copy on disk; absent until it is measured. */
  readonly bytes: number | undefined;
}

function stepOf(
  topic: string,
  { moving, isThrottled }: SeenPlacement,
  changes: readonly Change[],
  away: readonly number[],
  bytesPerSecond: number,
): readonly Step[] {
  if (changes.length === 0 && moving.length === 0 && !isThrottled) return [];
  return [
    {
      id: placementStepId(topic),
      kind: 'placement',
      resource: topic,
      action: 'change',
      summary: summaryOf(changes.length, moving.length),
      consequence: consequenceOf(changes, bytesPerSecond),
      basis: changes.map(({ partition, before }) => ({ path: ['replicas', String(partition)], value: [...before] })),
      change: { replicas: Object.fromEntries(changes.map(({ partition, after }) => [partition, [...after]])) },
      needs: [],
      verdicts: away.length > 0 ? [aroundBrokers(away)] : [],
    },
  ];
}

function summaryOf(partitions: number, moving: number): string {
  if (partitions > 0) {
    const others = moving > 0 ? `, beside ${moving} that move already` : '';
    return `other replicas for ${counted(partitions, 'partition')}${others}`;
  }
  if (moving > 0) return `see a move of ${counted(moving, 'partition')} through, which was begun before`;
  return 'take away the throttle of a move that was cut off';
}

function consequenceOf(changes: readonly Change[], bytesPerSecond: number): string {
  const copies = changes.flatMap(({ before, after, bytes }) =>
    after.filter((broker) => !before.includes(broker)).map((broker): Copy => ({ broker, bytes })),
  );
  const leaders = changes.filter(({ before, after }) => before[0] !== after[0]).length;
  const parts = [
    copies.length > 0
      ? `${counted(copies.length, 'replica')} copied over the network${effort(copies, bytesPerSecond)}`
      : '',
    leaders > 0 ? `${counted(leaders, 'partition')} with another preferred leader, which clients follow` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? `Brings ${parts.join(', and ')}.` : 'Nothing more is copied than has been begun.';
}

interface Copy extends Pick<Change, 'bytes'> {
  readonly broker: number;
}

/** Brokers receive at the same time, so the one that gets the most takes the longest. */
function effort(copies: readonly Copy[], bytesPerSecond: number): string {
  const total = (its: readonly Copy[]) => its.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  if (copies.some(({ bytes }) => bytes === undefined)) return '';
  const seconds = Math.max(...[...Map.groupBy(copies, ({ broker }) => broker).values()].map(total)) / bytesPerSecond;
  return ` (${prettyBytes(total(copies))}, at ${prettyBytes(bytesPerSecond)}/s some ${prettyMilliseconds(Math.max(1, Math.round(seconds)) * 1_000)})`;
}

function aroundBrokers(away: readonly number[]): Step['verdicts'][number] {
  return {
    guard: 'broker-away',
    level: 'note',
    reason: `planned around ${away.map((id) => `broker ${id}`).join(', ')}, which can't be reached; plan again when back`,
  };
}

function isLive(id: number, brokers: ReadonlyMap<string, Json> | undefined): boolean {
  return (brokers?.get(String(id)) as unknown as SeenBroker | undefined)?.isLive === true;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
