import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { schemaFileText } from './avro.ts';
import { avroSchemaFor, eventTypes, recordNameOf, versionsFileText } from './index.ts';

/**
 * Writes the derived Avro schemas to schemas/avro/, one file an event, and removes those of events that are gone. Beside
 * them goes the version of each.
 */
const folder = new URL('./avro/', import.meta.url);

await mkdir(folder, { recursive: true });
const written = new Set<string>();
for (const type of eventTypes) {
  const file = `${recordNameOf(type)}.avsc`;
  await writeFile(new URL(file, folder), schemaFileText(avroSchemaFor(type)));
  written.add(file);
}
await writeFile(new URL('./versions.json', import.meta.url), versionsFileText());
const stale = (await readdir(folder)).filter((file) => !written.has(file));
for (const file of stale) await rm(new URL(file, folder));

console.error(`schemas/avro: ${String(written.size)} schemas written, ${String(stale.length)} removed`);
