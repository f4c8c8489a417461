import { InvalidArgumentError, type Command } from 'commander';
import type { Catalogue } from '../../cluster/index.ts';
import { defaultHome } from '../default-home.ts';
import { note, print, printTable } from '../output.ts';

interface ImportOptions {
  readonly out: string;
  readonly home: string;
  readonly commandConfig?: string;
  readonly registry?: string;
  readonly topics?: RegExp;
  readonly internal?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `kafka-platform import`: catalogue files of a cluster that we didn't make. Reads only. */
export function register(program: Command): void {
  program
    .command('import')
    .description('write catalogue files of a cluster, of which plan --catalogue DIR then shows no change; reads only')
    .requiredOption('--out <dir>', 'where to, an empty directory or a new one')
    .option('--home <dir>', 'home of the platform here, without --command-config', defaultHome)
    .option('--command-config <file>', "an operator's Java client file for any other cluster")
    .option('--registry <url>', "base of the schema registry's API; without it no subjects are imported")
    .option('--topics <regex>', 'only topics whose names match', regularExpression)
    .option('--internal', 'also topics in which Kafka, Connect and registries keep their own books')
    .option('--force', 'replace the catalogue that is in the directory')
    .option('--json', 'one JSON document on standard output')
    .action(importCatalogue);
}

async function importCatalogue({ out, force = false, json = false, ...options }: ImportOptions): Promise<void> {
  const { startExtendedClient } = await import('../../cluster/extended-client.ts');
  startExtendedClient();
  const { writeCatalogue } = await import('../../cluster/index.ts');
  const { lookAtCluster } = await import('../cluster/look-at-cluster.ts');
  const { catalogue, remarks } = await lookAtCluster(options);
  const files = await writeCatalogue(out, catalogue, { force });
  const counts = countsOf(catalogue);
  for (const remark of remarks) note(remark);
  if (json) print(JSON.stringify({ clusterId: catalogue.platform.clusterId, counts, files, remarks }));
  else printTable(['what', 'imported'], Object.entries(counts));
  note(`written to ${out}; to compare: kafka-platform plan --catalogue ${out}`);
}

function countsOf({ platform, topics, access, quotas, users, subjects }: Catalogue): Readonly<Record<string, number>> {
  return {
    brokers: platform.brokers.length,
    topics: topics.length,
    partitions: topics.reduce((sum, topic) => sum + topic.partitions, 0),
    principals: access.length,
    rules: access.reduce((sum, { rules }) => sum + rules.length, 0),
    quotas: quotas.length,
    users: users.length,
    subjects: subjects.length,
    schemas: subjects.reduce((sum, { versions }) => sum + versions.length, 0),
  };
}

function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(`found ${error instanceof Error ? error.message : String(error)}`);
  }
}
