import type { Command } from 'commander';
import { defaultHome } from '../default-home.ts';

/** How a command names the cluster that it works on. */
export interface ClusterOptions {
  /** `local`, or the name of an environment. */
  readonly cluster: string;
  readonly home: string;
  readonly commandConfig?: string;
  readonly auditTrail?: string;
  readonly registry?: string;
  /** A directory of catalogue files that are wanted instead of ours. */
  readonly catalogue?: string;
}

/** The options that every command on a live cluster takes. */
export function withClusterOptions(command: Command): Command {
  return command
    .option('--cluster <name>', 'the cluster: local, dev, staging or production', 'local')
    .option('--home <dir>', 'home of the platform here, for --cluster local', defaultHome)
    .option('--command-config <file>', "the operator's Java client file, for any other cluster")
    .option(
      '--audit-trail <dir>',
      "copies of the brokers' audit logs, as DIR/BROKER/audit.log, for any other cluster: who would be cut off",
    )
    .option(
      '--registry <url>',
      "base of the schema registry's API, for any other cluster; without it, that of the model's first registry",
    )
    .option(
      '--catalogue <dir>',
      'want what these files say, as kafka-platform import writes them, of the cluster of --command-config or --home',
    )
    .hook('preAction', (_, chosen) => checkCluster(chosen));
}

async function checkCluster(command: Command): Promise<void> {
  const { cluster, commandConfig, catalogue } = command.opts<ClusterOptions>();
  if (catalogue !== undefined && command.getOptionValueSource('cluster') !== 'default') {
    command.error(
      `error: --cluster ${cluster}: found --catalogue beside it, expected one of them: the files name their cluster by ` +
        'its id, and --command-config or --home says where it is',
    );
  }
  if (cluster === 'local') return;
  const { environmentNames } = await import('../../platform/index.ts');
  if (!environmentNames.some((name) => name === cluster)) {
    command.error(`error: --cluster: found "${cluster}", expected one of local, ${environmentNames.join(', ')}`);
  }
  if (commandConfig === undefined) {
    command.error(
      `error: --cluster ${cluster}: found no --command-config, expected the file with the operator's address and ` +
        'credentials',
    );
  }
}
