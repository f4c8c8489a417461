import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Admin } from 'kafkajs';
import { join } from 'node:path';
import {
  accessKind,
  readClientProperties,
  topicKind,
  withAdmin,
  type ClientProperties,
  type ResourceKind,
} from '../../cluster/index.ts';
import { clientAccess } from '../../local/index.ts';
import { environments, platformOf, type EnvironmentName } from '../../platform/index.ts';
import { topicConfig, topics } from '../../topics/index.ts';
import { defaultHome } from '../default-home.ts';

/** How a command names the cluster that it works on. */
export interface ClusterOptions {
  readonly cluster: string;
  readonly home: string;
  readonly commandConfig?: string;
}

const local = 'local';

/** The options that every command on a live cluster takes. */
export function withClusterOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--cluster <name>', 'the cluster').choices([local, ...Object.keys(environments)]).default(local),
    )
    .option('--home <dir>', 'home of the platform here, for --cluster local', defaultHome)
    .option('--command-config <file>', "the operator's Java client file, for any other cluster");
}

/** A cluster that a command is connected to, with all that the catalogue wants of it. */
export interface NamedCluster {
  /** Kafka's own id of it. */
  readonly id: string;
  readonly kinds: readonly ResourceKind[];
}

/**
 * Runs `use` with a connection to the named cluster as its operator.
 *
 * @throws InvalidArgumentError for a remote cluster without `--command-config`
 * @throws ClusterError when it can't be reached
 */
export async function withCluster<T>(options: ClusterOptions, use: (cluster: NamedCluster) => Promise<T>): Promise<T> {
  const operator = await readClientProperties(operatorFileOf(options));
  const kindsOf =
    options.cluster === local ? await localKinds(options.home) : remoteKinds(options.cluster as EnvironmentName);
  return withAdmin(operator, {}, async (admin) => {
    const { clusterId } = await admin.describeCluster();
    return use({ id: clusterId, kinds: kindsOf(admin, operator) });
  });
}

type KindsOf = (admin: Admin, operator: ClientProperties) => readonly ResourceKind[];

function operatorFileOf({ cluster, home, commandConfig }: ClusterOptions): string {
  if (cluster === local) return join(home, 'admin.properties');
  if (commandConfig !== undefined) return commandConfig;
  throw new InvalidArgumentError(
    `--cluster ${cluster}: found no --command-config, expected the file with the operator's address and credentials`,
  );
}

/** The platform here is production's, and has one client beside its operator. */
async function localKinds(home: string): Promise<KindsOf> {
  const { username } = await readClientProperties(join(home, 'client.properties'));
  return (admin, operator) => [
    topicKind(admin, operator, wantedTopics('production')),
    accessKind(admin, [`User:${username}`], clientAccess(username)),
  ];
}

/** Who may do what on a remote cluster isn't in the catalogue yet: its access rules are left alone. */
function remoteKinds(environment: EnvironmentName): KindsOf {
  return (admin, operator) => [topicKind(admin, operator, wantedTopics(environment))];
}

function wantedTopics(environment: EnvironmentName) {
  const { defaultReplicationFactor, minInSyncReplicas } = platformOf(environment).kafka.settings;
  return topics.map((topic) => ({
    name: topic.name,
    partitions: topic.partitions,
    replicationFactor: defaultReplicationFactor,
    configs: topicConfig(topic, { minInSyncReplicas }),
    key: topic.key,
  }));
}
