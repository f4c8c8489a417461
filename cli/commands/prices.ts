import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PriceList, Refresh } from '../../monitoring/index.ts';
import { environmentNamed } from '../environment-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { note, print, printTable } from '../output.ts';
import { writeWhole } from '../write-whole.ts';

interface RefreshOptions {
  readonly env: string;
  readonly file: string;
  readonly accept?: readonly string[];
  readonly json?: boolean;
}

const thisCheckoutsPrices = fileURLToPath(new URL('../../monitoring/cost/prices.json', import.meta.url));

/** `kafka-platform prices refresh`: the dated prices that `estimate` reckons with, read anew from Google. */
export function register(program: Command): void {
  program
    .command('prices')
    .description("the snapshot of Google's list prices")
    .command('refresh')
    .description(
      "read the prices anew from Google's catalogue; exit 1 when one stays as it was, which is told with why",
    )
    .option('--env <name>', 'whose project is asked as: dev, staging or production', 'dev')
    .option('--file <file>', 'the snapshot', thisCheckoutsPrices)
    .option('--accept <name...>', 'take this price over though it is more than twice or less than half the one before')
    .option('--json', 'one JSON document on standard output')
    .action(refresh);
}

async function refresh({ env, file, accept = [], json }: RefreshOptions, command: Command): Promise<void> {
  const { environmentNames, platformOf } = await import('../../platform/index.ts');
  const { refreshPrices } = await import('../../monitoring/index.ts');
  const { googleEndpoints } = await import('../../keys/index.ts');
  const { openBillingCatalogue } = await import('../prices/billing-catalogue.ts');
  const environment = await environmentNamed(env, command);
  const list = await readPriceList(file, command);
  const unknown = accept.filter((name) => !(name in list.skus));
  if (unknown.length > 0) {
    const names = Object.keys(list.skus).join(', ');
    command.error(`error: --accept: found ${unknown.join(', ')}, expected names of prices (${names})`);
  }

  const { cloudBilling } = googleEndpoints(process.env);
  const catalogue = await openBillingCatalogue(platformOf(environment).projectId, cloudBilling);
  const result = refreshPrices(list, {
    catalogue: await catalogue.skusOf(new Set(Object.values(list.skus).map(({ service }) => service))),
    regions: [
      ...new Set(environmentNames.flatMap((each) => Object.values(platformOf(each).regions).map(({ name }) => name))),
    ],
    readOn: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    accepted: new Set(accept),
  });
  if (result.refreshed.length > 0) await writeWhole(file, `${JSON.stringify(result.list, null, 2)}\n`);

  const { refreshed, kept } = result;
  if (json === true) print(JSON.stringify({ file, refreshed, kept }));
  else printRefreshed(result);
  for (const { name, region, reason } of kept) note(`${name} in ${region} stays as it was: ${reason}`);
  if (kept.length > 0) process.exitCode = exitCodes.failed;
}

async function readPriceList(file: string, command: Command): Promise<PriceList> {
  const { parsePriceList } = await import('../../monitoring/index.ts');
  try {
    return parsePriceList(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return command.error(
      `error: --file: found ${found} in ${file}, expected a snapshot such as monitoring/cost/prices.json`,
    );
  }
}

function printRefreshed({ refreshed, kept }: Refresh): void {
  printTable(
    ['price', 'region', 'before', 'now', 'SKU'],
    refreshed.map(({ name, region, beforeUsd, usd, sku }) => [
      name,
      region,
      beforeUsd === null ? '-' : String(beforeUsd),
      String(usd),
      `${sku.id} ${sku.name}`,
    ]),
  );
  const names = (of: readonly { readonly name: string }[]) => String(new Set(of.map(({ name }) => name)).size);
  print(`\n${names(refreshed)} prices read anew, ${names(kept)} stay as they were`);
}
