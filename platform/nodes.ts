import { addressOf } from './addresses.ts';
import type { PlatformSettings, RegionRole } from './model.ts';
import type { OutsideListener } from './outside-clients.ts';

/** What every machine of the platform has, whatever runs on it. */
export interface PlatformNode {
  /** Unique among the nodes of a role; for a broker its `broker.id`, for ZooKeeper its `myid`. */
  readonly id: number;
  /** `kafka-01`, `zk-01`: as the seed draws them (§3.1). */
  readonly name: string;
  readonly zone: string;
  /** Kafka's name for a failure domain; one rack a zone. */
  readonly rack: string;
  /** Fully qualified name in the private zone. */
  readonly hostname: string;
  readonly address: string;
  /** What others are told to connect to: the host name, or the address where there is no DNS zone. */
  readonly host: string;
  readonly machineType: string;
  readonly disk: { readonly name: string; readonly type: string; readonly sizeGb: number };
}

export interface Broker extends PlatformNode {
  readonly ports: { readonly client: number; readonly interBroker: number };
  /** How clients of other networks reach it, where there are any. */
  readonly outside?: OutsideListener;
}

export interface ZooKeeperNode extends PlatformNode {
  readonly ports: { readonly client: number; readonly quorum: number; readonly election: number };
}

/** A node that serves one HTTP port: Schema Registry and Connect. */
export interface ServiceNode extends PlatformNode {
  readonly port: number;
}

export interface PlatformNodes {
  readonly brokers: readonly Broker[];
  readonly zookeeper: readonly ZooKeeperNode[];
  readonly schemaRegistry: readonly ServiceNode[];
  readonly connect: readonly ServiceNode[];
}

const namePrefixes = {
  broker: 'kafka',
  zookeeper: 'zk',
  schemaRegistry: 'schema-registry',
  connect: 'connect',
} as const;

type Role = keyof typeof namePrefixes;
type MachineSettings = Pick<PlatformSettings['kafka'], 'machineType' | 'diskSizeGb' | 'diskType'>;

/** Every node of a region, with what a rendering needs to know of it. */
export function resolveNodes(settings: PlatformSettings, region: RegionRole): PlatformNodes {
  const { kafka, zookeeper, schemaRegistry, connect } = settings;
  return {
    brokers: brokerIds(settings).map((id) => {
      const broker = node(settings, region, 'broker', id, kafka);
      return { ...broker, ports: kafka.ports, ...outsideOf(settings, broker) };
    }),
    zookeeper: upTo(zookeeper.nodes).map((id) => ({
      ...node(settings, region, 'zookeeper', id, zookeeper),
      ports: zookeeper.ports,
    })),
    schemaRegistry: upTo(schemaRegistry.replicas).map((id) => ({
      ...node(settings, region, 'schemaRegistry', id, schemaRegistry),
      port: schemaRegistry.port,
    })),
    connect: upTo(connect.workers).map((id) => ({
      ...node(settings, region, 'connect', id, connect),
      port: connect.port,
    })),
  };
}

/** The ids of the brokers: those named, or 1..brokers. */
export function brokerIds({ kafka }: Pick<PlatformSettings, 'kafka'>): readonly number[] {
  return kafka.brokerIds ?? upTo(kafka.brokers);
}

function node(
  settings: PlatformSettings,
  region: RegionRole,
  role: Role,
  id: number,
  machine: MachineSettings,
): PlatformNode {
  const { zones, cidr } = settings.regions[region];
  // By id, not by position: a broker that leaves must not move its neighbours to other racks.
  const zoneIndex = (id - 1) % zones.length;
  const name = `${namePrefixes[role]}-${String(id).padStart(2, '0')}`;
  const hostname = `${name}.${settings.network.domain}`;
  const address = addressOf(cidr, role, id);
  return {
    id,
    name,
    zone: zones[zoneIndex] as string,
    rack: `rack-${String(zoneIndex + 1)}`,
    hostname,
    address,
    host: settings.network.advertise === 'hostname' ? hostname : address,
    machineType: machine.machineType,
    disk: { name: `${settings.name}-${name}-data`, type: machine.diskType, sizeGb: machine.diskSizeGb },
  };
}

function outsideOf({ network }: PlatformSettings, { name }: PlatformNode): Pick<Broker, 'outside'> {
  const { outsideClients: outside } = network;
  return outside === undefined ? {} : { outside: { hostname: `${name}.${outside.domain}`, port: outside.port } };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
