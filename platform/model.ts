import type { ReadonlyDeep } from 'type-fest';
import { z } from 'zod';
import { brokerSettings } from './broker-settings.ts';
import {
  cronSchedule,
  diskSizeGb,
  diskType,
  domainName,
  durationMs,
  folderName,
  gcpName,
  iamGroup,
  ipv4Range,
  machineType,
  port,
  projectId,
  regionName,
  terraformOrganization,
  timeZone,
  zoneName,
} from './field-types.ts';
import { outsideClients } from './outside-clients.ts';

/**
 * What a person writes to describe a platform. Everything that can be derived (names, racks, addresses)
 * is left out and resolved by `definePlatform`; everything that has a seed value defaults to it.
 */

const region = z.strictObject({
  name: regionName,
  /** Failure domains in order: the first is rack-1. */
  zones: z.array(zoneName).min(1),
  /** The private subnet that every node of the region lives in. */
  cidr: ipv4Range,
});

/** Machine and disk of one kind of node; sizes by role come from seed §6.2. */
const machine = {
  machineType,
  diskSizeGb,
  diskType: diskType.default('pd-ssd'),
};

const kafka = z.strictObject({
  /** The last Kafka line that runs on ZooKeeper (docs/adr/0006-zookeeper-and-the-way-out.md). */
  version: z.string().regex(/^3\.9\.\d+$/, 'expected a 3.9 release: the last line that runs on ZooKeeper'),
  brokers: z.int().min(1).max(199),
  /** Broker ids when they are not 1..brokers, for example after a broker was replaced under a new id. */
  brokerIds: z.array(z.int().min(1).max(199)).optional(),
  ...machine,
  /** JVM heap; the rest of the memory is the page cache that Kafka serves reads from. */
  heapMb: z.int().min(128),
  ports: z.strictObject({ client: port.default(9092), interBroker: port.default(9093) }).prefault({}),
  settings: brokerSettings.prefault({}),
});

const zookeeper = z.strictObject({
  version: z.string().regex(/^3\.8\.\d+$/, 'expected the 3.8 release that Kafka 3.9 ships'),
  nodes: z.int().min(1).max(9),
  ...machine,
  heapMb: z.int().min(32),
  ports: z
    .strictObject({ client: port.default(2181), quorum: port.default(2888), election: port.default(3888) })
    .prefault({}),
  tickTimeMs: durationMs.default(2_000),
  initLimitTicks: z.int().positive().default(10),
  syncLimitTicks: z.int().positive().default(5),
});

/** HAProxy before the brokers of a region (docs/adr/0025-haproxy-before-the-brokers.md). */
const bootstrapProxy = z.strictObject({
  machineType: machineType.default('e2-small'),
  /** Two, so that one may be replaced. */
  replicas: z.int().min(2).max(9).default(2),
  ports: z.strictObject({ health: port.default(8404), metrics: port.default(8405) }).prefault({}),
});

/** MirrorMaker, which copies the first region's topics to the second (docs/adr/0024-second-region-and-mirrormaker.md). */
const mirrorMaker = z.strictObject({
  machineType: machineType.default('n1-standard-2'),
  heapMb: z.int().min(256).default(2_048),
  /** How many consumers share the partitions. */
  tasks: z.int().min(1).max(64).default(8),
});

const schemaRegistry = z.strictObject({
  replicas: z.int().min(1).max(9),
  ...machine,
  heapMb: z.int().min(128).default(512),
  port: port.default(8081),
  /** How its Confluent-compatible API is reached: the scheme, and what comes before `/subjects`. */
  api: z
    .strictObject({
      scheme: z.enum(['https', 'http']).default('https'),
      path: z
        .string()
        .regex(/^(\/[-\w.]+)*$/, 'expected a path such as "/apis/ccompat/v7", or none')
        .default(''),
    })
    .prefault({}),
});

const connect = z.strictObject({
  workers: z.int().min(1).max(19),
  ...machine,
  heapMb: z.int().min(128).default(1_024),
  port: port.default(8083),
});

/** ksqlDB, on the machines for what must stay (docs/adr/0021-a-private-gke-cluster-reached-by-dns.md). */
const ksqldb = z.strictObject({
  /** Two, so that queries go on while one is replaced. */
  replicas: z.int().min(1).max(9).default(2),
  heapMb: z.int().min(256).default(1_024),
  /** Holds what queries keep. Lost, it is read anew from their changelogs. */
  diskSizeGb: diskSizeGb.default(50),
  port: port.default(8088),
});

/** Where the supporting services run (docs/adr/0021-a-private-gke-cluster-reached-by-dns.md). */
const gke = z.strictObject({
  /** Its nodes' own subnet: their addresses come as they come, and must take none of the address plan's. */
  nodeCidr: ipv4Range,
  podCidr: ipv4Range,
  serviceCidr: ipv4Range,
  releaseChannel: z.enum(['RAPID', 'REGULAR', 'STABLE']).default('REGULAR'),
  /** When Google may upgrade the cluster and its nodes, in UTC; no piece is shorter than four hours. */
  maintenance: z
    .strictObject({
      startHour: z.int().min(0).max(23).default(2),
      hours: z.int().min(4).max(24).default(6),
      days: z
        .array(z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']))
        .min(1)
        .default(['SA', 'SU']),
    })
    .prefault({}),
  /** Machines for what watches and queries, which must stay. Registry and Connect have machines of their own. */
  general: z.strictObject({ nodes: z.int().min(1).max(9), ...machine }),
  /** Machines that Google may take back at any time, for what only people look at. */
  spot: z.strictObject({ nodes: z.int().min(1).max(9), ...machine }),
});

/** Where the second region's cluster has another shape than the first one's; what is left out is the same. */
const secondaryShape = z.strictObject({
  kafka: z
    .strictObject({
      brokers: kafka.shape.brokers.exactOptional(),
      /** Not taken over from the first region: there, brokers are replaced by themselves. */
      brokerIds: kafka.shape.brokerIds.unwrap().exactOptional(),
      machineType: kafka.shape.machineType.exactOptional(),
      diskSizeGb: kafka.shape.diskSizeGb.exactOptional(),
      heapMb: kafka.shape.heapMb.exactOptional(),
    })
    .prefault({}),
  zookeeper: z
    .strictObject({
      nodes: zookeeper.shape.nodes.exactOptional(),
      machineType: zookeeper.shape.machineType.exactOptional(),
      diskSizeGb: zookeeper.shape.diskSizeGb.exactOptional(),
      heapMb: zookeeper.shape.heapMb.exactOptional(),
    })
    .prefault({}),
});

/** The seed files these under the broker (§6.3); they are producer settings (docs/adr/0007-...). */
const clientDefaults = z.strictObject({
  batchSizeBytes: z.int().positive().default(16_384),
  lingerMs: z.int().nonnegative().default(5),
  bufferMemoryBytes: z.int().positive().default(33_554_432),
  compressionType: z.enum(['lz4', 'zstd', 'snappy', 'gzip', 'none']).default('lz4'),
});

/** Seed §9.1: windows counted back from the newest backup. */
const backup = z.strictObject({
  schedule: cronSchedule.default('0 2 * * *'),
  timeZone: timeZone.default('UTC'),
  dailyForDays: z.int().positive().default(30),
  weeklyForWeeks: z.int().positive().default(12),
  monthlyForMonths: z.int().positive().default(12),
  yearlyForYears: z.int().positive().default(7),
});

/** Where Terraform keeps what it has made, and runs (docs/adr/0023-stacks-and-where-their-state-lies.md). */
const state = z.discriminatedUnion('kind', [
  /** A bucket of the project, made by hand before everything else. Terraform runs where it is called. */
  z.strictObject({ kind: z.literal('gcs') }),
  /** A workspace for each stack. Terraform Cloud runs them, as an identity of its own without a stored key. */
  z.strictObject({ kind: z.literal('terraform-cloud'), organization: terraformOrganization }),
  /** Files of the checkout, for a try-out. */
  z.strictObject({ kind: z.literal('local') }),
]);

/** Groups of people. What machines and functions may do follows from what they are. */
const access = z.strictObject({
  /** They reach machines by SSH through Google's proxy, and read logs and measurements. */
  operators: z.array(iamGroup).default([]),
  /** They rotate, disable and destroy keys, and can't use them. */
  keyAdministrators: z.array(iamGroup).default([]),
});

/** Snapshots of data disks. A disk that is lost costs a broker a copy from its peers, all of them lost the data since. */
const snapshots = z.strictObject({
  /** Compute Engine begins anew each day, so the hours divide it. */
  everyHours: z.literal([1, 2, 3, 4, 6, 8, 12, 24]).default(24),
  keepDays: z.int().min(1).max(365).default(14),
});

/** Whom Google's monitoring writes to; what a runbook answers goes through Alertmanager. */
const alerts = z.strictObject({ emails: z.array(z.email('expected an e-mail address')).default([]) });

export const environmentNames = ['dev', 'staging', 'production'] as const;

export const platformInput = z.strictObject({
  /** Prefix of every resource; how long it may be follows from the nodes' names. */
  name: gcpName,
  environment: z.enum(environmentNames),
  projectId,
  network: z.strictObject({
    /** Private DNS zone of the nodes. */
    domain: domainName,
    /** What clients and peers are told to connect to. A machine without the zone advertises addresses. */
    advertise: z.enum(['hostname', 'address']).default('hostname'),
    /** Ranges whose clients may reach the client listener; none by default. */
    clientCidrs: z.array(ipv4Range).default([]),
    /** Clients of networks that are not connected with this one; none by default. */
    outsideClients: outsideClients.optional(),
    /** Ranges of each network that is or will be connected by peering or VPN, so that none is taken here. */
    peers: z.record(gcpName, z.array(ipv4Range).min(1)).default({}),
    /** The folder whose firewall policy holds whatever a network's own rules say; none where there is no organization. */
    folder: folderName.optional(),
    /** Where functions come out into the network. Serverless VPC Access takes exactly a /28 of its own. */
    functionsCidr: ipv4Range.refine(
      (range) => range.endsWith('/28'),
      'expected a /28: Serverless VPC Access takes no other size',
    ),
  }),
  regions: z.strictObject({ primary: region, secondary: region }),
  kafka,
  zookeeper,
  secondary: secondaryShape.prefault({}),
  bootstrapProxy: bootstrapProxy.prefault({}),
  mirrorMaker: mirrorMaker.prefault({}),
  schemaRegistry,
  connect,
  ksqldb: ksqldb.prefault({}),
  gke,
  monitoring: z
    .strictObject({
      /** Where brokers and ZooKeeper nodes show their measurements; 9404 is the JMX exporter's. */
      metricsPort: port.default(9404),
      retentionDays: z.int().positive().default(15),
      diskSizeGb: diskSizeGb.default(100),
    })
    .prefault({}),
  clientDefaults: clientDefaults.prefault({}),
  encryption: z.strictObject({ keyRotationDays: z.int().min(1).max(365).default(90) }).prefault({}),
  backup: backup.prefault({}),
  alerts: alerts.prefault({}),
  state: state.default({ kind: 'gcs' }),
  access: access.prefault({}),
  snapshots: snapshots.prefault({}),
  /** Share of the catalogue's declared load that this environment carries; sizes disks. */
  loadShare: z.number().positive().max(1).default(1),
});

export type PlatformInput = z.input<typeof platformInput>;
export type PlatformSettings = ReadonlyDeep<z.output<typeof platformInput>>;
export type RegionRole = keyof PlatformSettings['regions'];
export type EnvironmentName = (typeof environmentNames)[number];
