import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { note, print, printTable } from '../output.ts';

interface RequestOptions {
  readonly env: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** `kafka-platform topics`: the catalogue, as it is written, and what would be new in it; no cluster is asked. */
export function register(program: Command): void {
  const topics = program.command('topics').description('the topics of the platform');
  topics
    .command('list')
    .description('print the catalogue: partitions, key, retention, owner and events of each topic')
    .option('--json', 'one JSON document on standard output')
    .action(list);
  topics
    .command('request')
    .description("review a team's request for a topic; exit 3 when a rule refuses it")
    .argument('<file>', 'the request, YAML or JSON; see docs/how-to/request-a-topic.md')
    .option('--env <name>', 'whose disks and brokers are to carry it: dev, staging or production', 'production')
    .option('--write', 'put a topic that passes into topics/catalogue/')
    .option('--json', 'one JSON document on standard output')
    .action(request);
}

async function request(file: string, { env, write, json }: RequestOptions, command: Command): Promise<void> {
  const { environmentNames, platformOf } = await import('../../platform/index.ts');
  const topics = await import('../../topics/index.ts');
  const { putIntoCatalogue, readTopicRequest } = await import('../topics/topic-request.ts');
  const environment = environmentNames.find((name) => name === env);
  if (environment === undefined) {
    command.error(`error: --env: found "${env}", expected one of ${environmentNames.join(', ')}`);
  }
  const asked = await readTopicRequest(file);
  const verdicts = topics.reviewTopicRequest(asked, {
    platform: platformOf(environment),
    catalogue: topics.topics,
    tombstones: topics.tombstones,
  });
  const passes = verdicts.every(({ level }) => level === 'ok');
  const change = passes ? { file: topics.catalogueFileOf(asked), entry: topics.catalogueEntry(asked) } : undefined;
  const written = change !== undefined && write === true;
  if (written) await putIntoCatalogue(asked);

  if (json === true) {
    print(
      JSON.stringify({ topic: asked.name, passes, verdicts, ...(change === undefined ? {} : { change, written }) }),
    );
  } else {
    printTable(
      ['rule', 'verdict', 'why'],
      verdicts.map(({ rule, level, message }) => [rule, level === 'ok' ? 'ok' : 'refused', message]),
    );
    if (change !== undefined && !written) print(`\n${change.file}:\n\n${change.entry}`);
  }
  if (change === undefined) {
    note(`topic "${asked.name}": refused; change the request and ask again`);
    process.exitCode = exitCodes.refused;
  } else {
    note(
      `${written ? `${change.file} has it` : 'to put it there: --write'}; then name who writes and reads it in topics/access/services/`,
    );
  }
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { topics } = await import('../../topics/index.ts');
  const rows = topics.map(({ name, partitions, key, retentionMs, owner, events }) => ({
    name,
    partitions,
    key,
    retentionMs,
    owner,
    events,
  }));
  if (json === true) {
    print(JSON.stringify(rows));
    return;
  }
  printTable(
    ['topic', 'partitions', 'key', 'retention', 'owner', 'events'],
    rows.map((row) => [
      row.name,
      row.partitions,
      row.key,
      retentionInWords(row.retentionMs),
      row.owner,
      row.events.join('\n'),
    ]),
  );
}

const dayMs = 86_400_000;

function retentionInWords(retentionMs: number): string {
  if (retentionMs < 0) return 'unlimited';
  const days = Math.round(retentionMs / dayMs);
  return days === 1 ? '1 day' : `${String(days)} days`;
}
