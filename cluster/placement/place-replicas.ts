/** A broker that the catalogue declares. */
export interface PlacementBroker {
  readonly id: number;
  /** Kafka's name for a failure domain. */
  readonly rack: string;
  /** One that isn't gets nothing new, and keeps what it has: it may be on its way back. */
  readonly isLive: boolean;
}

/** A partition as it is, with how many replicas it is to have. */
export interface PartitionToPlace {
  readonly topic: string;
  readonly partition: number;
  /** Broker ids; the first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly replicationFactor: number;
}

export interface Placement {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
}

/**
 * How much fuller one broker may be than another that could take from it, as a share: Kafka's controller, too, puts up
 * with 10 % (`leader.imbalance.per.broker.percentage`), and every replica that moves is copied.
 */
const tolerance = 0.1;

/**
 * Where the replicas of all partitions should be: as many as wanted, on declared brokers, in different racks as far as
 * there are racks, brokers about equally full, and for each topic equally often the preferred leader. What is good stays
 * where it is.
 *
 * @param partitions all that count for how full a broker is
 * @returns the partitions that should change, in the order given
 */
export function placeReplicas(
  partitions: readonly PartitionToPlace[],
  brokers: readonly PlacementBroker[],
): readonly Placement[] {
  const cluster = new Map(brokers.map((broker) => [broker.id, broker]));
  const placed = partitions.map((partition) => ({ ...partition, replicas: [...partition.replicas] }));
  const replicaCounts = countsOf(brokers, placed.map(({ replicas }) => replicas).flat());

  for (const partition of placed) takeAway(partition, cluster, replicaCounts);
  for (const partition of placed) leaveUndeclared(partition, cluster, replicaCounts);
  for (const partition of placed) spreadAndFill(partition, cluster, replicaCounts);
  repeatUntilStill(placed, (partition) => evenOut(partition, cluster, replicaCounts));

  for (const ofTopic of Map.groupBy(placed, ({ topic }) => topic).values()) {
    const leaders = ofTopic.flatMap(({ replicas }) => replicas.slice(0, 1));
    const leaderCounts = countsOf(brokers, leaders);
    repeatUntilStill(ofTopic, (partition) => evenOutLeaders(partition, cluster, leaderCounts));
  }

  return placed
    .filter(({ replicas }, index) => replicas.join() !== partitions[index]?.replicas.join())
    .map(({ topic, partition, replicas }) => ({ topic, partition, replicas }));
}

interface Draft extends PartitionToPlace {
  replicas: number[];
}
type Cluster = ReadonlyMap<number, PlacementBroker>;
type Counts = Map<number, number>;

function countsOf(brokers: readonly PlacementBroker[], ids: readonly number[]): Counts {
  const counts: Counts = new Map(brokers.map(({ id }) => [id, 0]));
  for (const id of ids) add(counts, id, 1);
  return counts;
}

/** Those too many go: from brokers that aren't declared first, then from racks that have several, then the last. */
function takeAway(partition: Draft, cluster: Cluster, counts: Counts): void {
  while (partition.replicas.length > partition.replicationFactor) {
    const { replicas } = partition;
    const undeclared = replicas.findLast((id) => !cluster.has(id));
    // The preferred leader stays if it can.
    const shared = replicas.findLast((id, index) => index > 0 && sharesRack(partition, id, cluster));
    const leaving = undeclared ?? shared ?? replicas.at(-1);
    if (leaving === undefined) return;
    partition.replicas = without(partition, leaving);
    add(counts, leaving, -1);
  }
}

/** Another broker takes the place of each that the catalogue no longer declares; without one, it keeps its replica. */
function leaveUndeclared(partition: Draft, cluster: Cluster, counts: Counts): void {
  for (const id of partition.replicas.filter((each) => !cluster.has(each))) {
    const [successor] = candidates(partition, id, cluster, counts);
    if (successor !== undefined) substitute(partition, id, successor, counts);
  }
}

/** Missing replicas are added, and those that share a rack go to racks that have none. */
function spreadAndFill(partition: Draft, cluster: Cluster, counts: Counts): void {
  while (partition.replicas.length < partition.replicationFactor) {
    const [next] = candidates(partition, undefined, cluster, counts);
    if (next === undefined) break; // fewer live brokers than replicas: the model's rules and the words of the plan tell
    partition.replicas.push(next);
    add(counts, next, 1);
  }
  for (const id of [...partition.replicas].reverse()) {
    if (!sharesRack(partition, id, cluster)) continue;
    const [next] = candidates(partition, id, cluster, counts);
    const others = racksOf({ replicas: without(partition, id) }, cluster);
    if (next !== undefined && !others.has(rackOf(next, cluster))) substitute(partition, id, next, counts);
  }
}

/** Hands one replica to a broker that is much emptier, where that takes no rack away. @returns whether it did */
function evenOut(partition: Draft, cluster: Cluster, counts: Counts): boolean {
  for (const id of partition.replicas) {
    if (cluster.get(id)?.isLive !== true) continue;
    const [next] = candidates(partition, id, cluster, counts);
    const rest = { ...partition, replicas: without(partition, id) };
    const isAsSpread = next !== undefined && racksAfter(rest, next, cluster) >= racksOf(partition, cluster).size;
    if (isAsSpread && isLopsided(countOf(counts, id), countOf(counts, next))) {
      substitute(partition, id, next, counts);
      return true;
    }
  }
  return false;
}

/** Lets another replica be the preferred leader, where its broker leads much less. No record is copied for that. */
function evenOutLeaders(partition: Draft, cluster: Cluster, counts: Counts): boolean {
  const [leader, ...others] = partition.replicas;
  const next = others.filter((id) => cluster.get(id)?.isLive === true).sort(byCount(counts))[0];
  if (leader === undefined || next === undefined) return false;
  if (cluster.has(leader) && !isLopsided(countOf(counts, leader), countOf(counts, next))) return false;
  partition.replicas = [next, ...partition.replicas.filter((id) => id !== next)];
  add(counts, leader, -1);
  add(counts, next, 1);
  return true;
}

/** Live brokers that could take the place of `leaving`, or be added: racks without a replica first, then emptier ones. */
function candidates(partition: Draft, leaving: number | undefined, cluster: Cluster, counts: Counts): number[] {
  const taken = racksOf({ ...partition, replicas: without(partition, leaving) }, cluster);
  return [...cluster.values()]
    .filter(({ id, isLive }) => isLive && !partition.replicas.includes(id))
    .sort(
      (left, right) =>
        Number(taken.has(left.rack)) - Number(taken.has(right.rack)) || byCount(counts)(left.id, right.id),
    )
    .map(({ id }) => id);
}

function isLopsided(fuller: number, emptier: number): boolean {
  return fuller - emptier > Math.max(1, fuller * tolerance);
}

/** Each change takes from a fuller broker and gives to an emptier one, so this comes to an end. */
function repeatUntilStill(partitions: readonly Draft[], change: (partition: Draft) => boolean): void {
  while (partitions.filter(change).length > 0);
}

function sharesRack(partition: Draft, id: number, cluster: Cluster): boolean {
  return without(partition, id).some((other) => rackOf(other, cluster) === rackOf(id, cluster));
}

function racksOf({ replicas }: Pick<Draft, 'replicas'>, cluster: Cluster): ReadonlySet<string | undefined> {
  return new Set(replicas.map((id) => rackOf(id, cluster)));
}

function racksAfter(rest: Pick<Draft, 'replicas'>, next: number, cluster: Cluster): number {
  return racksOf({ replicas: [...rest.replicas, next] }, cluster).size;
}

function rackOf(id: number, cluster: Cluster): string | undefined {
  return cluster.get(id)?.rack;
}

function without({ replicas }: Pick<Draft, 'replicas'>, id: number | undefined): number[] {
  return replicas.filter((each) => each !== id);
}

function substitute(partition: Draft, leaving: number, next: number, counts: Counts): void {
  partition.replicas = partition.replicas.map((id) => (id === leaving ? next : id));
  add(counts, leaving, -1);
  add(counts, next, 1);
}

/** Brokers that nobody declares aren't counted. */
function add(counts: Counts, id: number, change: number): void {
  const count = counts.get(id);
  if (count !== undefined) counts.set(id, count + change);
}

function byCount(counts: Counts): (left: number, right: number) => number {
  return (left, right) => countOf(counts, left) - countOf(counts, right) || left - right;
}

function countOf(counts: Counts, id: number): number {
  return counts.get(id) ?? 0;
}
