import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RegistryError } from './errors.ts';

/** The three questions that clients ask a Confluent-compatible schema registry. */
export interface RegistryApi {
  /** Registers a schema, or finds it registered already. @returns its id */
  register(subject: string, schema: string): Promise<number>;
  /** @returns the id of a schema that is registered in the subject */
  lookUp(subject: string, schema: string): Promise<number>;
  /** @returns the schema of an id, as text */
  schemaOf(schemaId: number): Promise<string>;
}

const tries = 4;
const firstPauseMs = 200;
const requestTimeoutMs = 10_000;

const withId = z.object({ id: z.int() });
const withSchema = z.object({ schema: z.string() });
const refusal = z.object({ message: z.string() });

/**
 * Plain requests instead of a client library: kafkajs's own asks for a subject's compatibility level before each
 * registration and refuses when it isn't the one it was told, though the registry itself would accept.
 *
 * @param url base of the API, such as `http://127.0.0.1:8081/apis/ccompat/v7`
 */
export function createRegistryApi(url: string): RegistryApi {
  const base = url.replace(/\/$/, '');

  async function ask<T>(answer: z.ZodType<T>, path: string, next: string, body?: unknown): Promise<T> {
    const place = `${base}${path}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return answer.parse(await request(place, next, body));
      } catch (error) {
        const failure = error instanceof RegistryError ? error : unanswered(place, error);
        if (!failure.retryable || attempt === tries) throw failure;
        await sleep(firstPauseMs * 2 ** (attempt - 1));
      }
    }
  }

  return {
    async register(subject, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      return (await ask(withId, path, 'compare the schema with the one registered', { schema })).id;
    },
    async lookUp(subject, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}`;
      return (await ask(withId, path, 'register the schemas of this release first', { schema })).id;
    },
    async schemaOf(schemaId) {
      const next = 'check that the record and the registry belong to the same platform';
      return (await ask(withSchema, `/schemas/ids/${schemaId}`, next)).schema;
    },
  };
}

async function request(place: string, next: string, body: unknown): Promise<unknown> {
  const response = await fetch(place, {
    signal: AbortSignal.timeout(requestTimeoutMs),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
          body: JSON.stringify(body),
        }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const { success, data } = refusal.safeParse(parsed(text));
  const found = `answered ${response.status}${success ? `, ${data.message}` : ''}`;
  throw new RegistryError(place, found, next, response.status >= 500 || response.status === 429);
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
