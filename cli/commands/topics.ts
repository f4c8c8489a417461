import type { Command } from 'commander';
import { print, printTable } from '../output.ts';

/** `kafka-platform topics list`: the catalogue, as it is written; no cluster is asked. */
export function register(program: Command): void {
  program
    .command('topics')
    .description('the topics of the platform')
    .command('list')
    .description('print the catalogue: partitions, key, retention, owner and events of each topic')
    .option('--json', 'one JSON document on standard output')
    .action(list);
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
