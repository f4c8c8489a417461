import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RegistryError } from './errors.ts';

/** What clients and the operator ask of a Confluent-compatible schema registry. */
export interface RegistryApi {
  /** Registers a schema, or finds it registered already. @returns its id */
  register(subject: string, schema: string): Promise<number>;
  /** @returns the id of a schema that is registered in the subject */
  lookUp(subject: string, schema: string): Promise<number>;
  /** @returns the schema of an id, as text */
  schemaOf(schemaId: number): Promise<string>;
  /** Holds new versions of a subject, which must exist, to a level such as `FULL_TRANSITIVE`. */
  holdTo(subject: string, level: string): Promise<void>;
  /** All subjects, versions and levels in one request: Apicurio's own export, a ZIP archive. */
  exported(): Promise<Uint8Array>;
}

const tries = 4;
const firstPauseMs = 200;
const requestTimeoutMs = 10_000;

const withId = z.object({ id: z.int() });
const withSchema = z.object({ schema: z.string() });
const withLevel = z.object({ compatibility: z.string() });
const refusal = z.object({ message: z.string() });

/**
 * Plain requests instead of a client library: kafkajs's own asks for a subject's compatibility level before each
 * registration and refuses when it isn't the one it was told, though the registry itself would accept.
 *
 * @param url base of the API, such as `http://127.0.0.1:8081/apis/ccompat/v7`
 */
export function createRegistryApi(url: string): RegistryApi {
  const base = url.replace(/\/$/, '');

  async function ask<T>(answer: z.ZodType<T>, path: string, next: string, change?: Change): Promise<T> {
    const read = (content: Uint8Array): T => answer.parse(JSON.parse(textOf(content)));
    return persistently(`${base}${path}`, next, read, change);
  }

  return {
    async register(subject, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const next = 'compare the schema with the one registered';
      return (await ask(withId, path, next, { method: 'POST', body: { schema } })).id;
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
      await ask(withLevel, path, 'register a schema of the subject first', {
        method: 'PUT',
        body: { compatibility: level },
      });
    },
    async exported() {
      const place = `${base.replace(/\/apis\/ccompat\/v\d+$/, '/apis/registry/v2')}/admin/export`;
      return persistently(place, 'check that it is an Apicurio registry', (content) => content);
    },
  };
}

interface Change {
  readonly method: 'POST' | 'PUT';
  readonly body: unknown;
}

/** Asks again while that may help. */
async function persistently<T>(
  place: string,
  next: string,
  read: (content: Uint8Array) => T,
  change?: Change,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read(await request(place, next, change));
    } catch (error) {
      const failure = error instanceof RegistryError ? error : unanswered(place, error);
      if (!failure.retryable || attempt === tries) throw failure;
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}

async function request(place: string, next: string, change?: Change): Promise<Uint8Array> {
  const response = await fetch(place, {
    signal: AbortSignal.timeout(requestTimeoutMs),
    ...(change === undefined
      ? {}
      : {
          method: change.method,
          headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
          body: JSON.stringify(change.body),
        }),
  });
  const content = new Uint8Array(await response.arrayBuffer());
  if (response.ok) return content;
  const { success, data } = refusal.safeParse(parsed(textOf(content)));
  const found = `answered ${response.status}${success ? `, ${data.message}` : ''}`;
  throw new RegistryError(place, found, next, response.status >= 500 || response.status === 429);
}

function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

/** A proxy in between may answer in HTML. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered(place: string, error: unknown): RegistryError {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const found = reason instanceof Error ? reason.message : String(reason);
  return new RegistryError(place, `no usable answer (${found})`, 'check that it is running', true, { cause: error });
}
