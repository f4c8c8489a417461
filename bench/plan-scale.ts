import { parseArgs } from 'node:util';
import kafkajs, { type Admin } from 'kafkajs';
import { accessKind, makePlan, placementKind, topicKind, type Acl, type ClientProperties } from '../cluster/index.ts';
import { median } from './median.ts';

/**
 * A plan against clusters of 500, 1,000 and 2,000 topics, each with 10 partitions and 10 access rules: what a broker would
 * answer is made up, all that comes after it is the product. One topic and one principal in a hundred have drifted.
 * Run: node bench/plan-scale.ts [--rounds N] [--json]
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const sizes = [500, 1_000, 2_000] as const;
const partitionsEach = 10;
const rulesEach = 10;
const racks = new Map(Array.from({ length: 6 }, (_, index) => [index + 1, `rack-${(index % 3) + 1}`]));
const operations = [
  'READ',
  'WRITE',
  'DESCRIBE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
] as const;
const configs = { 'cleanup.policy': 'delete', 'retention.ms': '604800000', 'segment.ms': '86400000' };
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigSource, ResourcePatternTypes } = kafkajs;

const measured = new Map<number, number[]>(sizes.map((size) => [size, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const size of sizes) {
    const seconds = await planSeconds(size);
    if (round > 0) measured.get(size)?.push(seconds); // round 0 warms the compiler
  }
}
const seconds = Object.fromEntries([...measured].map(([size, its]) => [size, median(its)]));
const [small = 1, , large = 0] = Object.values(seconds);
if (options.json) {
  console.log(JSON.stringify({ rounds, partitionsEach, rulesEach, seconds, growth: large / small }));
} else {
  const words = Object.entries(seconds).map(([size, its]) => `${size} topics ${its.toFixed(2)} s`);
  console.log(
    `plan, median of ${rounds} rounds: ${words.join(', ')}; 4 x the topics take ${(large / small).toFixed(1)} x the time`,
  );
}

async function planSeconds(size: number): Promise<number> {
  const { kinds, drifted } = clusterOf(size);
  const started = performance.now();
  const { steps } = await makePlan(kinds, 'simulated', new Date());
  const taken = (performance.now() - started) / 1_000;
  if (steps.length !== drifted) throw new Error(`plan: found ${steps.length} steps, expected ${drifted}`);
  return taken;
}

function clusterOf(size: number) {
  const names = Array.from({ length: size }, (_, index) => `domain-${index % 10}-topic-${index}`);
  const rules = names.flatMap((name) =>
    Array.from({ length: rulesEach }, (_, index): Acl & { operation: (typeof operations)[number] } => ({
      resourceType: 'TOPIC',
      resourceName: name,
      patternType: 'LITERAL',
      principal: `User:${name}-${index < operations.length ? 'a' : 'b'}`,
      host: '*',
      operation: operations[index % operations.length] ?? 'READ',
      permission: 'ALLOW',
    })),
  );
  const hasDrifted = (name: string): boolean => names.indexOf(name) % 100 === 0;
  const drifted = new Set(names.filter(hasDrifted));
  const brokers = [...racks.keys()];
  /** Three neighbours stand in three racks. */
  const replicasOf = (at: number) => [0, 1, 2].map((next) => brokers[(at + next) % brokers.length] ?? 1);
  const answers: Partial<Record<keyof Admin, (asked: { readonly permissionType?: number }) => unknown>> = {
    describeCluster: () => ({
      clusterId: 'simulated',
      controller: 1,
      brokers: brokers.map((nodeId) => ({ nodeId, host: 'kafka', port: 9_092 })),
    }),
    fetchTopicMetadata: () => ({
      topics: names.map((name, topic) => ({
        name,
        partitions: Array.from({ length: partitionsEach }, (_, partitionId) => {
          const replicas = replicasOf(topic * partitionsEach + partitionId);
          return { partitionId, leader: replicas[0], replicas, isr: replicas, partitionErrorCode: 0 };
        }),
      })),
    }),
    describeConfigs: () => ({
      resources: names.map((resourceName) => ({
        resourceName,
        configEntries: Object.entries(configs).map(([configName, value]) => ({
          configName,
          configValue: configName === 'segment.ms' && drifted.has(resourceName) ? '3600000' : value,
          configSource: ConfigSource.TOPIC_CONFIG,
        })),
      })),
    }),
    listPartitionReassignments: () => ({ topics: [] }),
    describeAcls: ({ permissionType }) => ({
      resources: (permissionType === AclPermissionTypes.DENY ? [] : rules)
        .filter(({ operation, resourceName }) => !(operation === 'DELETE' && drifted.has(resourceName)))
        .map(({ resourceName, principal, host, operation }) => ({
          resourceType: AclResourceTypes.TOPIC,
          resourceName,
          resourcePatternType: ResourcePatternTypes.LITERAL,
          acls: [
            { principal, host, operation: AclOperationTypes[operation], permissionType: AclPermissionTypes.ALLOW },
          ],
        })),
    }),
  };
  const admin = Object.fromEntries(
    Object.entries(answers).map(([request, answer]) => [
      request,
      (asked: { readonly permissionType?: number } = {}) => Promise.resolve(answer(asked)),
    ]),
  ) as unknown as Admin;
  // Nothing is asked that the client above doesn't answer.
  const nobody: ClientProperties = { bootstrapServers: [], certificateAuthority: '', username: '', password: '' };
  const principals = [...new Set(rules.map(({ principal }) => principal))];
  const wanted = names.map((name) => ({ name, partitions: partitionsEach, replicationFactor: 3, configs, key: 'id' }));
  const kinds = [
    topicKind(admin, nobody, wanted),
    placementKind(admin, nobody, new Map(names.map((name) => [name, 3])), racks),
    accessKind(admin, principals, rules),
  ];
  return { kinds, drifted: 2 * drifted.size };
}
