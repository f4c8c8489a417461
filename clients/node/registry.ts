import { avroSchemaFor, codecFor, decoderFor, eventTypes, recordNameOf, subjectFor } from '../../schemas/index.ts';
import type { EventDecoder, EventType } from '../../schemas/index.ts';
import { RegistryError } from './errors.ts';
import { createRegistryApi } from './registry-api.ts';

/** What a client needs to know of a topic to find its schemas. */
export interface EventTopic {
  readonly name: string;
  readonly events: readonly EventType[];
}

/** The schemas of events in a Confluent-compatible registry; every answer is remembered. */
export interface EventRegistry {
  /**
   * Registers the schema of each event in each topic (TopicRecordName subjects). Doing it again changes nothing.
   * @returns schema ids by subject
   * @throws RegistryError that names the subject, for an incompatible schema too
   */
  register(topics: readonly EventTopic[]): Promise<ReadonlyMap<string, number>>;
  /** The id of the schema of `type` in `topic`, which must be registered. */
  idOf(topic: string, type: EventType): Promise<number>;
  /** What reads bodies written with a schema, if it is known already. */
  knownDecoder(schemaId: number): EventDecoder | undefined;
  /**
   * What reads bodies written with a schema, of this or another release; asks the registry about an id that is new.
   * @throws RegistryError, or IncompatibleSchemaError when this release can't read what was written with it
   */
  decoderOf(schemaId: number): Promise<EventDecoder>;
}

export interface RegistryOptions {
  /** Base of the API, such as `http://127.0.0.1:8081/apis/ccompat/v7`. */
  readonly url: string;
  /** Registrations under way at once. @default 6 */
  readonly concurrency?: number;
}

/** Connects nothing yet: the first question does. */
export function createEventRegistry({ url, concurrency = 6 }: RegistryOptions): EventRegistry {
  const api = createRegistryApi(url);
  const ids = new Map<string, number>();
  const decoders = new Map<number, EventDecoder>();
  const once = createOnce();

  const learn = (subject: string, type: EventType, id: number): number => {
    ids.set(subject, id);
    decoders.set(id, codecFor(type));
    return id;
  };

  return {
    async register(topics) {
      const jobs = topics.flatMap(({ name, events }) => events.map((type) => ({ name, type }))).values();
      const worker = async (): Promise<void> => {
        for (const { name, type } of jobs) {
          const subject = subjectFor(name, type);
          learn(subject, type, await api.register(subject, schemaText(type)));
        }
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      return ids;
    },

    async idOf(topic, type) {
      const subject = subjectFor(topic, type);
      return ids.get(subject) ?? learn(subject, type, await once(subject, () => api.lookUp(subject, schemaText(type))));
    },

    knownDecoder: (schemaId) => decoders.get(schemaId),

    async decoderOf(schemaId) {
      const known = decoders.get(schemaId);
      if (known !== undefined) return known;
      const decoder = decoderOfSchema(schemaId, await once(String(schemaId), () => api.schemaOf(schemaId)));
      decoders.set(schemaId, decoder);
      return decoder;
    },
  };
}

/** Lets those who ask the same at the same time share one answer. */
function createOnce(): <T>(question: string, ask: () => Promise<T>) => Promise<T> {
  const open = new Map<string, Promise<unknown>>();
  return <T>(question: string, ask: () => Promise<T>) => {
    const shared = open.get(question) ?? ask().finally(() => open.delete(question));
    open.set(question, shared);
    return shared as Promise<T>;
  };
}

function schemaText(type: EventType): string {
  return JSON.stringify(avroSchemaFor(type));
}

/** Reads the event that a writer's schema describes. */
function decoderOfSchema(schemaId: number, text: string): EventDecoder {
  const { namespace = '', name = '' } = JSON.parse(text) as { namespace?: string; name?: string };
  const type = eventTypes.find((candidate) => recordNameOf(candidate) === `${namespace}.${name}`);
  if (type === undefined) {
    const found = `found the record "${namespace}.${name}", which is no event of this release`;
    throw new RegistryError(`schema ${schemaId}`, found, 'update this client', false);
  }
  // Mostly it is our own schema, and that needs no resolving.
  return text === schemaText(type) ? codecFor(type) : decoderFor(type, text, `schema ${schemaId}`);
}
