import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import type { RegistryContents, RegistryStore } from '../../cluster/index.ts';
import type { CheckedSchema } from '../../schemas/index.ts';
import { defaultHome } from '../default-home.ts';
import { exitCodes } from '../exit-codes.ts';
import { note, print, printTable } from '../output.ts';

interface CheckOptions {
  readonly against: string;
  readonly repository: string;
  readonly json?: boolean;
}

const thisCheckout = fileURLToPath(new URL('../..', import.meta.url));

interface RegistryOptions {
  readonly home: string;
  readonly registry?: string;
}

/**
 * `kafka-platform schemas check`: whether the events of this checkout suit those that are published; `export` and
 * `import`: what a schema registry holds, with its ids.
 */
export function register(program: Command): void {
  const schemas = program.command('schemas').description('the Avro schemas of the events');
  schemas
    .command('check')
    .description(
      'compare the schemas of this checkout with all committed versions; exit 1 when one breaks a reader or is not told',
    )
    .requiredOption('--against <ref>', 'the branch, tag or commit whose schemas are published')
    .option('--repository <dir>', 'the git checkout that has them', thisCheckout)
    .option('--json', 'one JSON document on standard output')
    .action(check);
  withRegistryOptions(
    schemas
      .command('export')
      .description('write all that a schema registry holds into a file: subjects, versions, ids, levels, references')
      .argument('<file>', 'is written anew'),
  ).action(exportSchemas);
  withRegistryOptions(
    schemas
      .command('import')
      .description('give an empty schema registry what an export holds, with the same ids; exit 3 if it holds else')
      .argument('<file>', 'what kafka-platform schemas export has written'),
  ).action(importSchemas);
}

function withRegistryOptions(command: Command): Command {
  return command
    .option('--registry <url>', "base of the registry's Confluent-compatible API, instead of the platform's here")
    .option('--home <dir>', 'home of the platform here', defaultHome);
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
  if (checked.some(({ status, untold }) => status === 'incompatible' || untold !== undefined))
    process.exitCode = exitCodes.failed;
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
  const untold = changed.filter((schema) => schema.untold !== undefined);
  for (const { record, untold: version = '' } of untold) {
    print(
      `\n${record}\n  found version ${version}, which ${against} has with another schema, expected the next one with ` +
        'what changed; add it to the event in schemas/events/, then: npm run write:schemas',
    );
  }
  print(`\n${checked.length} schemas, ${changed.length} changed since ${against}, ${broken.length} break readers`);
}

async function exportSchemas(file: string, options: RegistryOptions): Promise<void> {
  const { writeContents } = await import('../../cluster/index.ts');
  const store = await storeOf(options);
  const contents = await store.contents();
  await writeContents(file, contents);
  print(`${inNumbers(contents)} of ${store.place} written to ${file}`);
}

async function importSchemas(file: string, options: RegistryOptions): Promise<void> {
  const { importContents, readContents } = await import('../../cluster/index.ts');
  const contents = await readContents(file);
  const store = await storeOf(options);
  const isChanged = await importContents(store, contents);
  print(
    isChanged
      ? `${inNumbers(contents)} imported into ${store.place}`
      : `Nothing to import: ${store.place} holds it already.`,
  );
}

async function storeOf({ registry, home }: RegistryOptions): Promise<RegistryStore> {
  const { registryStore } = await import('../../clients/node/index.ts');
  if (registry !== undefined) return registryStore(registry);
  const { localRegistryUrl } = await import('../cluster/registry-url.ts');
  return registryStore(await localRegistryUrl(home));
}

function inNumbers({ schemas, subjects }: RegistryContents): string {
  const versions = subjects.reduce((sum, subject) => sum + subject.versions.length, 0);
  return `${subjects.length} subjects, ${versions} versions, ${schemas.length} schemas`;
}
