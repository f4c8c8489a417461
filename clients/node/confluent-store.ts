import pMap from 'p-map';
import { z } from 'zod';
import {
  registryContents,
  type RegisteredSchema,
  type RegistryContents,
  type RegistryStore,
} from '../../cluster/index.ts';
import { RegistryError } from './errors.ts';
import { askRegistry, type RegistryRequest } from './registry-request.ts';

/** Schemas in one answer. Newer registries give no more at once. */
const pageSize = 1_000;
/** Requests under way at once. */
const concurrency = 6;
/** An answer that nothing is read from. */
const anything = z.unknown();

const version = z.object({
  subject: z.string(),
  version: z.int(),
  id: z.int(),
  schema: z.string(),
  schemaType: z.string().default('AVRO'),
  references: z.array(z.object({ name: z.string(), subject: z.string(), version: z.int() })).default([]),
});
type Version = z.infer<typeof version>;
const level = z.object({ compatibilityLevel: z.string() });

/**
 * A registry of Confluent, or one that has all of its API: its mode `IMPORT` takes ids and version numbers as they are
 * given.
 *
 * @param url base of the API
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
export function confluentStore(url: string): RegistryStore {
  const ask = <T>(answer: z.ZodType<T>, path: string, next: string, request?: RegistryRequest): Promise<T> =>
    askRegistry(
      `${url}${path}`,
      next,
      (content) => answer.parse(JSON.parse(new TextDecoder().decode(content))),
      request,
    );

  async function versions(deleted: boolean): Promise<readonly Version[]> {
    const all: Version[] = [];
    for (;;) {
      const path = `/schemas?deleted=${deleted}&offset=${all.length}&limit=${pageSize}`;
      const page = await ask(z.array(version), path, "check that it is a registry with Confluent's API");
      all.push(...page);
      if (page.length < pageSize) return all;
    }
  }

  async function levelOf(subject: string): Promise<string | null> {
    try {
      return (await ask(level, `/config/${encodeURIComponent(subject)}`, 'ask again')).compatibilityLevel;
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return null; // it follows the registry's own
      throw error;
    }
  }

  async function setMode(mode: 'IMPORT' | 'READWRITE'): Promise<void> {
    // By force: it holds nothing else, as the importer has seen, but perhaps what an interrupted import has left.
    await ask(anything, '/mode?force=true', 'it needs mode.mutability=true', { method: 'PUT', body: { mode } });
  }

  return {
    place: url,

    async contents() {
      const [all, inUse, global] = await Promise.all([
        versions(true),
        versions(false),
        ask(level, '/config', "check that it is a registry with Confluent's API"),
      ]);
      const live = new Set(inUse.map(({ subject, version }) => `${version} ${subject}`));
      const schemas = new Map(
        all.map(({ id, schemaType, schema, references }): [number, RegisteredSchema] => [
          id,
          { id, type: schemaType, schema, references },
        ]),
      );
      const subjects = await pMap(
        Map.groupBy(all, ({ subject }) => subject),
        async ([name, its]) => ({
          name,
          level: await levelOf(name),
          versions: its.map(({ version, id }) => ({
            version,
            id,
            ...(live.has(`${version} ${name}`) ? {} : { deleted: true as const }),
          })),
        }),
        { concurrency },
      );
      return registryContents(global.compatibilityLevel, schemas.values(), subjects);
    },

    async restore(contents) {
      await setMode('IMPORT');
      try {
        for (const { subject, body } of registrations(contents)) {
          const path = `/subjects/${encodeURIComponent(subject)}/versions`;
          await ask(anything, path, 'compare it with the file', { method: 'POST', body });
        }
      } finally {
        await setMode('READWRITE');
      }
      if (contents.level !== null) {
        const body = { compatibility: contents.level };
        await ask(anything, '/config', 'set it by hand', { method: 'PUT', body });
      }
      for (const { name, level, versions } of contents.subjects) {
        const subject = encodeURIComponent(name);
        if (level !== null) {
          await ask(anything, `/config/${subject}`, 'set it by hand', {
            method: 'PUT',
            body: { compatibility: level },
          });
        }
        for (const { version } of versions.filter(({ deleted }) => deleted === true)) {
          await ask(anything, `/subjects/${subject}/versions/${version}`, 'delete it by hand', { method: 'DELETE' });
        }
      }
    },
  };
}

/** In the order of their ids: what a schema refers to was registered before it. */
function registrations({ schemas, subjects }: RegistryContents) {
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  return subjects
    .flatMap(({ name, versions }) => versions.map(({ version, id }) => ({ subject: name, version, id })))
    .sort((left, right) => left.id - right.id || left.version - right.version)
    .flatMap(({ subject, version, id }) => {
      const schema = byId.get(id);
      if (schema === undefined) return [];
      const { type, references } = schema;
      return [{ subject, body: { schema: schema.schema, schemaType: type, references, id, version } }];
    });
}
