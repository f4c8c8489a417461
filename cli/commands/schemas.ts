import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import type { CheckedSchema } from '../../schemas/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { note, print, printTable } from '../output.ts';

interface CheckOptions {
  readonly against: string;
  readonly repository: string;
  readonly json?: boolean;
}

const thisCheckout = fileURLToPath(new URL('../..', import.meta.url));

/** `kafka-platform schemas check`: whether the events of this checkout suit those that are published. */
export function register(program: Command): void {
  program
    .command('schemas')
    .description('the Avro schemas of the events')
    .command('check')
    .description('compare the schemas of this checkout with all committed versions; exit 1 when one breaks a reader')
    .requiredOption('--against <ref>', 'the branch, tag or commit whose schemas are published')
    .option('--repository <dir>', 'the git checkout that has them', thisCheckout)
    .option('--json', 'one JSON document on standard output')
    .action(check);
}

async function check({ against, repository, json }: CheckOptions): Promise<void> {
  const { committedSchemas } = await import('../schemas/committed-schemas.ts');
  const { checkSchemas } = await import('../../schemas/index.ts');
  const { commit, schemas } = await committedSchemas(repository, against);
  const checked = checkSchemas(schemas);
  for (const { record, unreadable } of checked) {
    for (const version of unreadable) note(`${record}, ${version}: not Avro, so it counts for nothing`);
  }
  if (json === true) print(JSON.stringify({ against: commit, schemas: checked }));
  else await printChanges(checked, against);
  if (checked.some(({ status }) => status === 'incompatible')) process.exitCode = exitCodes.failed;
}

async function printChanges(checked: readonly CheckedSchema[], against: string): Promise<void> {
  const { breakInWords } = await import('../../schemas/index.ts');
  const changed = checked.filter(({ status }) => status !== 'unchanged');
  if (changed.length === 0) {
    print(`${checked.length} schemas, none changed since ${against}`);
    return;
  }
  printTable(
    ['schema', 'level', 'verdict'],
    changed.map(({ record, level = '', status }) => [record, level, status]),
  );
  const broken = changed.filter(({ breaks }) => breaks.length > 0);
  for (const { record, breaks } of broken) {
    print(['', record, ...breaks.map((one) => `  ${breakInWords(one)}`)].join('\n'));
  }
  print(`\n${checked.length} schemas, ${changed.length} changed since ${against}, ${broken.length} break readers`);
}
