import { z } from 'zod';
import type { RegistryContents, SchemaDetails } from '../../cluster/index.ts';
import { askRegistry, type RegistryRequest } from './registry-request.ts';
import { registryStore } from './registry-store.ts';

/** What clients and the operator ask of a Confluent-compatible schema registry. */
export interface RegistryApi {
  /** Registers a schema, or finds it registered already. @returns its id */
  register(subject: string, schema: string, details?: SchemaDetails): Promise<number>;
  /** @returns the id of a schema that is registered in the subject */
  lookUp(subject: string, schema: string): Promise<number>;
  /** @returns the schema of an id, as text */
  schemaOf(schemaId: number): Promise<string>;
  /** Holds new versions of a subject, which must exist, to a level such as `FULL_TRANSITIVE`; with null to the registry's own. */
  holdTo(subject: string, level: string | null): Promise<void>;
  /** All subjects, versions and levels. */
  contents(): Promise<RegistryContents>;
}

const withId = z.object({ id: z.int() });
const withSchema = z.object({ schema: z.string() });
const withLevel = z.object({ compatibility: z.string() });

/**
 * Plain requests instead of a client library: kafkajs's own asks for a subject's compatibility level before each
 * registration and refuses when it isn't the one it was told, though the registry itself would accept.
 *
 * @param url base of the API, such as `http://127.0.0.1:8081/apis/ccompat/v7`
 */
export function createRegistryApi(url: string): RegistryApi {
  const base = url.replace(/\/$/, '');

  async function ask<T>(answer: z.ZodType<T>, path: string, next: string, request?: RegistryRequest): Promise<T> {
    const read = (content: Uint8Array): T => answer.parse(JSON.parse(new TextDecoder().decode(content)));
    return askRegistry(`${base}${path}`, next, read, request);
  }

  return {
    async register(subject, schema, { type, references } = {}) {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const next = 'compare the schema with the one registered';
      const body = { schema, ...(type === undefined ? {} : { schemaType: type }), ...(references && { references }) };
      return (await ask(withId, path, next, { method: 'POST', body })).id;
    },
    async lookUp(subject, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}`;
      const next = 'register the schemas of this release first';
      return (await ask(withId, path, next, { method: 'POST', body: { schema } })).id;
    },
    async schemaOf(schemaId) {
      const next = 'check that the record and the registry belong to the same platform';
      return (await ask(withSchema, `/schemas/ids/${schemaId}`, next)).schema;
    },
    async holdTo(subject, level) {
      const path = `/config/${encodeURIComponent(subject)}`;
      if (level === null) {
        await ask(z.unknown(), path, 'ask for its level', { method: 'DELETE' });
        return;
      }
      await ask(withLevel, path, 'register a schema of the subject first', {
        method: 'PUT',
        body: { compatibility: level },
      });
    },
    contents: () => registryStore(base).contents(),
  };
}
