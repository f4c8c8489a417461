import type { PlatformProblem } from './invalid-platform-error.ts';
import type { PlatformSettings, RegionRole } from './model.ts';
import { brokerIds, resolveNodes } from './nodes.ts';
import {
  natRangesHoldEndpoints,
  podRangeHoldsNodes,
  rangesDoNotOverlap,
  subnetsAreLargeEnough,
} from './range-rules.ts';
import { secondarySettings } from './secondary-settings.ts';

/** Rules that hold between fields. Each looks at valid fields and names what contradicts. */
type Rule = (settings: PlatformSettings) => readonly PlatformProblem[];

const rules: readonly Rule[] = [
  accountsOfMachinesAreNotCut,
  minInSyncReplicasBelowReplicationFactor,
  sessionTimeoutIsNotClamped,
  zonesBelongToTheirRegion,
  secondaryRegionDiffers,
  subnetsAreLargeEnough,
  rangesDoNotOverlap,
  natRangesHoldEndpoints,
  podRangeHoldsNodes,
  outsideDomainIsApart,
  maintenanceIsLongEnough,
  portsOfANodeDiffer,
];

/** One region's cluster, and how a field of it is called in the model. */
interface RegionalCluster extends Pick<PlatformSettings, 'kafka' | 'zookeeper'> {
  readonly region: RegionRole;
  readonly zones: readonly string[];
  readonly pathOf: (field: `${'kafka' | 'zookeeper'}.${string}`) => string;
}

/** Rules that hold within each region. */
const clusterRules: readonly ((cluster: RegionalCluster) => readonly PlatformProblem[])[] = [
  replicationFactorFitsBrokers,
  brokerIdsAreDistinct,
  zookeeperCountIsOdd,
  racksHoldReplicas,
];

/** Every contradiction in a platform's settings, in the order of the rules; empty when there is none. */
export function findContradictions(settings: PlatformSettings): PlatformProblem[] {
  const clusters = [primaryCluster(settings), secondaryCluster(settings)];
  const problems = [
    ...clusters.flatMap((cluster) => clusterRules.flatMap((rule) => rule(cluster))),
    ...rules.flatMap((rule) => rule(settings)),
  ];
  // What the second region takes over from the first is wrong in both, and to be corrected in one place.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function primaryCluster({ kafka, zookeeper, regions }: PlatformSettings): RegionalCluster {
  return { kafka, zookeeper, region: 'primary', zones: regions.primary.zones, pathOf: (field) => field };
}

function secondaryCluster(settings: PlatformSettings): RegionalCluster {
  const { kafka, zookeeper, regions } = secondarySettings(settings);
  const ownFields = Object.entries(settings.secondary).flatMap(([part, fields]) =>
    Object.keys(fields).map((name) => `${part}.${name}`),
  );
  const pathOf: RegionalCluster['pathOf'] = (field) => (ownFields.includes(field) ? `secondary.${field}` : field);
  return { kafka, zookeeper, region: 'secondary', zones: regions.secondary.zones, pathOf };
}

/**
 * A machine runs as an account of its own name, by which functions know it. An account's id has 30 characters at most.
 * https://cloud.google.com/iam/docs/service-accounts-create
 */
function accountsOfMachinesAreNotCut(settings: PlatformSettings): PlatformProblem[] {
  const mostCharacters = 30;
  const machines = (['primary', 'secondary'] as const).flatMap((region) => {
    const { name, ...own } = region === 'primary' ? settings : secondarySettings(settings);
    const { brokers, zookeeper } = resolveNodes({ name, ...own }, region);
    return [...brokers, ...zookeeper].map((node) => `${name}-${node.name}`);
  });
  const longest = machines.reduce((left, right) => (right.length > left.length ? right : left));
  if (longest.length <= mostCharacters) return [];
  return [
    {
      path: 'name',
      found: `"${settings.name}", whose machine ${longest} would have an account id of ${String(longest.length)} characters`,
      expected: `at most ${String(mostCharacters - longest.length + settings.name.length)} characters: an account id takes ${String(mostCharacters)}`,
      fix: 'shorten it: an id that is cut would be that of no machine, and no node get its certificate',
    },
  ];
}

function replicationFactorFitsBrokers({ kafka, pathOf }: RegionalCluster): PlatformProblem[] {
  const { defaultReplicationFactor } = kafka.settings;
  if (defaultReplicationFactor <= kafka.brokers) return [];
  return [
    {
      path: 'kafka.settings.defaultReplicationFactor',
      found: String(defaultReplicationFactor),
      expected: `at most ${String(kafka.brokers)} (${pathOf('kafka.brokers')})`,
      fix: `add brokers or lower the replication factor`,
    },
  ];
}

function minInSyncReplicasBelowReplicationFactor({ kafka }: PlatformSettings): PlatformProblem[] {
  const { minInSyncReplicas, defaultReplicationFactor } = kafka.settings;
  if (minInSyncReplicas < defaultReplicationFactor) return [];
  return [
    {
      path: 'kafka.settings.minInSyncReplicas',
      found: String(minInSyncReplicas),
      expected: `less than ${String(defaultReplicationFactor)} (kafka.settings.defaultReplicationFactor)`,
      fix: 'lower it: when they are equal, one broker that restarts stops every producer',
    },
  ];
}

function brokerIdsAreDistinct({ kafka, pathOf }: RegionalCluster): PlatformProblem[] {
  const ids = brokerIds({ kafka });
  const path = pathOf('kafka.brokerIds');
  const duplicates = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const problems: PlatformProblem[] = duplicates.map((id) => ({
    path,
    found: `broker id ${String(id)} more than once`,
    expected: 'each id once',
    fix: 'give every broker an id of its own: two brokers of one id evict each other from ZooKeeper',
  }));
  if (ids.length !== kafka.brokers) {
    problems.push({
      path,
      found: `${String(ids.length)} ids`,
      expected: `${String(kafka.brokers)} (${pathOf('kafka.brokers')})`,
      fix: 'name one id for each broker, or leave brokerIds out',
    });
  }
  return problems;
}

function zookeeperCountIsOdd({ zookeeper, pathOf }: RegionalCluster): PlatformProblem[] {
  if (zookeeper.nodes % 2 === 1) return [];
  return [
    {
      path: pathOf('zookeeper.nodes'),
      found: String(zookeeper.nodes),
      expected: 'an odd number',
      fix: `use ${String(zookeeper.nodes - 1)} or ${String(zookeeper.nodes + 1)}: an even ensemble survives no more failures than one node fewer`,
    },
  ];
}

/** ZooKeeper grants between 2 and 20 ticks, whatever a client asks for, and says so only in its log. */
function sessionTimeoutIsNotClamped({ kafka, zookeeper }: PlatformSettings): PlatformProblem[] {
  const { zookeeperSessionTimeoutMs } = kafka.settings;
  const [leastMs, mostMs] = [2 * zookeeper.tickTimeMs, 20 * zookeeper.tickTimeMs];
  if (zookeeperSessionTimeoutMs >= leastMs && zookeeperSessionTimeoutMs <= mostMs) return [];
  return [
    {
      path: 'kafka.settings.zookeeperSessionTimeoutMs',
      found: String(zookeeperSessionTimeoutMs),
      expected: `${String(leastMs)} to ${String(mostMs)} (2 to 20 x zookeeper.tickTimeMs)`,
      fix: 'choose a value within it: ZooKeeper would silently use the nearest bound, and failover take that long',
    },
  ];
}

function zonesBelongToTheirRegion({ regions }: PlatformSettings): PlatformProblem[] {
  return Object.entries(regions).flatMap(([key, region]) =>
    region.zones.flatMap((zone, index) => {
      const path = `regions.${key}.zones.${String(index)}`;
      if (!zone.startsWith(`${region.name}-`)) {
        return [{ path, found: `"${zone}"`, expected: `a zone of ${region.name}`, fix: 'name a zone of the region' }];
      }
      if (region.zones.indexOf(zone) !== index) {
        return [{ path, found: `"${zone}" a second time`, expected: 'one rack a zone', fix: 'name each zone once' }];
      }
      return [];
    }),
  );
}

function racksHoldReplicas({ kafka, region, zones }: RegionalCluster): PlatformProblem[] {
  const zoneCount = zones.length;
  const { minInSyncReplicas, defaultReplicationFactor } = kafka.settings;
  // The most replicas that share one rack when Kafka spreads them evenly.
  const inOneRack = Math.ceil(defaultReplicationFactor / zoneCount);
  if (defaultReplicationFactor === 1 || defaultReplicationFactor - inOneRack >= minInSyncReplicas) return [];
  return [
    {
      path: `regions.${region}.zones`,
      found: `${String(zoneCount)} zones for replication factor ${String(defaultReplicationFactor)}`,
      expected: `enough zones that ${String(minInSyncReplicas)} in-sync replicas (minInSyncReplicas) outlive one of them`,
      fix: 'add zones: with these, losing one zone stops every producer',
    },
  ];
}

function secondaryRegionDiffers({ regions }: PlatformSettings): PlatformProblem[] {
  if (regions.secondary.name !== regions.primary.name) return [];
  return [
    {
      path: 'regions.secondary.name',
      found: `"${regions.secondary.name}"`,
      expected: 'another region than regions.primary.name',
      fix: 'name a second region: one that shares the first one’s fate is no refuge',
    },
  ];
}

/** https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions */
function maintenanceIsLongEnough({ gke: { maintenance } }: PlatformSettings): PlatformProblem[] {
  const leastHours = 48;
  const wholeWeeks = 4;
  const hours = new Set(maintenance.days).size * maintenance.hours * wholeWeeks;
  if (hours >= leastHours) return [];
  return [
    {
      path: 'gke.maintenance',
      found: `${String(hours)} hours in ${String(wholeWeeks)} weeks`,
      expected: `at least ${String(leastHours)}`,
      fix: 'add days or hours: GKE refuses a cluster that it hardly ever may upgrade',
    },
  ];
}

/** Inside, the network's own zone answers for all names below it; outside they are to lead to an endpoint. */
function outsideDomainIsApart({ network }: PlatformSettings): PlatformProblem[] {
  const outside = network.outsideClients?.domain;
  if (outside === undefined || !`.${outside}`.endsWith(`.${network.domain}`)) return [];
  return [
    {
      path: 'network.outsideClients.domain',
      found: `"${outside}"`,
      expected: `another domain than ${network.domain} (network.domain), and none within it`,
      fix: 'choose one that only consumers have a zone for: a name that leads to two places is right in one of them',
    },
  ];
}

function portsOfANodeDiffer({ kafka, zookeeper, bootstrapProxy, network }: PlatformSettings): PlatformProblem[] {
  const { outsideClients } = network;
  const outside = outsideClients === undefined ? {} : { outside: outsideClients.port };
  return Object.entries({
    'kafka.ports': { ...kafka.ports, ...outside },
    'zookeeper.ports': zookeeper.ports,
    // It takes clients at the port at which brokers take them.
    'bootstrapProxy.ports': { client: kafka.ports.client, ...outside, ...bootstrapProxy.ports },
  })
    .filter(([, ports]) => new Set(Object.values(ports)).size < Object.values(ports).length)
    .map(([path, ports]) => ({
      path,
      found: JSON.stringify(ports),
      expected: 'a different port for each listener',
      fix: 'change one of them',
    }));
}
