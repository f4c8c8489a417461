import { InvalidArgumentError, type Command } from 'commander';
import type { KeyPlace, RetirementCase } from '../../keys/index.ts';
import type { EnvironmentName } from '../../platform/index.ts';
import { environmentNamed } from '../environment-option.ts';
import { confirmByTyping } from '../confirm.ts';
import { note, print } from '../output.ts';

interface KeysOptions {
  readonly env: string;
  readonly organization?: string;
  readonly json?: boolean;
}

interface RetireCommandOptions extends KeysOptions {
  readonly accept?: readonly string[];
  readonly yes?: boolean;
}

/** `kafka-platform keys`: which resource uses which version of a key, and the way to its end. */
export function register(program: Command): void {
  const keys = program.command('keys').description('the keys that encrypt the platform in Google Cloud');
  withPlace(
    keys
      .command('list')
      .description('print the keys of an environment, their versions and what uses each; marks what is on an old one')
      .option('--env <name>', 'dev, staging or production', 'production'),
  ).action(list);
  withVersion(
    keys.command('disable').description('disable a version that nothing uses; exit 3 when something does'),
  ).action((key: string, version: string, options: RetireCommandOptions, command: Command) =>
    retire('disable', key, version, options, command),
  );
  withVersion(keys.command('enable').description('take the disabling of a version back')).action(enable);
  withVersion(
    keys
      .command('destroy')
      .description('schedule the destruction of a version that is disabled and that nothing uses; else exit 3')
      .option('--yes', "don't ask"),
  ).action((key: string, version: string, options: RetireCommandOptions, command: Command) =>
    retire('destroy', key, version, options, command),
  );
}

function withPlace(command: Command): Command {
  return command
    .option('--organization <number>', 'look at resources of all its projects', organizationNumber)
    .option('--json', 'one JSON document on standard output');
}

function withVersion(command: Command): Command {
  return withPlace(
    command
      .argument('<key>', 'as `keys list` shows it; without its ring where the name is the only one')
      .argument('<version>', 'its number')
      .requiredOption('--env <name>', 'dev, staging or production'),
  ).option(
    '--accept <resource...>',
    'you have seen that this resource uses another version, though its service hides it',
  );
}

function organizationNumber(text: string): string {
  if (/^\d+$/.test(text)) return text;
  throw new InvalidArgumentError('expected the number of an organization: gcloud organizations list');
}

async function list(options: KeysOptions, command: Command): Promise<void> {
  const { readKeys } = await import('../../keys/index.ts');
  const { describeKeys, printKeys } = await import('../keys/key-tables.ts');
  await withKeys(options, command, async (place, environment) => {
    const found = await readKeys(place);
    if (options.json === true) print(JSON.stringify({ environment, ...describeKeys(found, place) }));
    else printKeys(found, place);
    for (const { resource } of found.absent)
      note(`${resource}: there is no such ring yet; apply the stacks of ${environment}`);
  });
}

async function retire(
  asked: 'disable' | 'destroy',
  key: string,
  version: string,
  options: RetireCommandOptions,
  command: Command,
): Promise<void> {
  const { accept = [], yes = false, json = false } = options;
  if (asked === 'destroy' && !yes && !process.stdin.isTTY) {
    command.error('error: found no terminal to ask at, expected --yes');
  }
  const { retireVersion } = await import('../../keys/index.ts');
  await withKeys(options, command, async (place) => {
    const result = await retireVersion(place, {
      asked,
      key,
      version,
      accepted: new Set(accept),
      now: () => new Date(),
      confirm: async (found) => {
        note(lossInWords(found));
        if (!yes) await confirmByTyping(`${found.key.id}/${version}`);
      },
    });
    const { changed, outcome } = result;
    if (json) print(JSON.stringify({ key: result.key.id, version: result.version.version, changed, outcome }));
    else print(`${result.key.id} version ${version}: ${outcome}`);
    if (changed) note(wayBack(asked, result.version.name, `${result.key.id} ${version} --env ${options.env}`));
  });
}

async function enable(key: string, version: string, options: KeysOptions, command: Command): Promise<void> {
  const { enableVersion } = await import('../../keys/index.ts');
  await withKeys(options, command, async (place) => {
    const { changed, outcome, ...found } = await enableVersion(place, key, version);
    if (options.json === true) {
      print(JSON.stringify({ key: found.key.id, version: found.version.version, changed, outcome }));
    } else print(`${found.key.id} version ${version}: ${outcome}`);
  });
}

async function withKeys(
  { env, organization }: KeysOptions,
  command: Command,
  work: (place: KeyPlace, environment: EnvironmentName) => Promise<void>,
): Promise<void> {
  const environment = await environmentNamed(env, command);
  const { googleEndpoints, openKeys } = await import('../../keys/index.ts');
  const { platformOf } = await import('../../platform/index.ts');
  const place = await openKeys(platformOf(environment), googleEndpoints(process.env), organization);
  try {
    await work(place, environment);
  } finally {
    await place.kms.close();
  }
}

/** What would be lost, before it is. */
function lossInWords({ key, version, usage, accepted }: RetirementCase): string {
  const trusted = usage.resources.filter(({ name, versions }) => versions.length === 0 && accepted.has(name));
  const others = usage.resources.length - trusted.length;
  return [
    `${key.id} version ${String(version.version)}, of ${version.createdAt ?? 'an unknown time'}, is to be destroyed.`,
    key.purpose === 'ENCRYPT_DECRYPT'
      ? 'Nobody, Google included, can ever again read what was encrypted with it, copies and backups as well.'
      : 'Nobody can ever again sign as this authority.',
    `Google's inventory knows of ${String(others)} resources on other versions of the key, and of none on this one.`,
    ...trusted.map(({ name }) => `You have said that ${name} uses another version; nobody else has looked.`),
  ].join('\n');
}

function wayBack(asked: 'disable' | 'destroy', name: string, words: string): string {
  return asked === 'disable'
    ? `to take it back: kafka-platform keys enable ${words}`
    : `until then it can be taken back: gcloud kms keys versions restore ${name}`;
}
