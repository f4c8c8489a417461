import type { z } from 'zod';
import { eventDefinition } from './catalogue.ts';
import type { EventOf, EventType } from './catalogue.ts';

/** Paths of the text fields of T that are never null: `source`, `payload.symbol`. */
type TextPath<T> = {
  [K in keyof T & string]: T[K] extends string
    ? K
    : null extends T[K]
      ? never
      : T[K] extends readonly unknown[]
        ? never
        : string extends keyof T[K]
          ? never
          : T[K] extends object
            ? `${K}.${TextPath<T[K]>}`
            : never;
}[keyof T & string];

/** The paths that exist as never-null text in each of the events T: what may key a topic that carries them. */
export type KeyPath<T extends EventType> = { [K in T]: (path: TextPath<EventOf<K>>) => void }[T] extends (
  path: infer P,
) => void
  ? P
  : never;

function textPaths(schema: z.core.$ZodType, prefix: string): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'string' || def.type === 'enum' || def.type === 'literal') return [prefix];
  if (def.type === 'object' && (def.catchall === undefined || def.catchall._zod.def.type === 'never')) {
    return Object.entries(def.shape).flatMap(([name, field]) =>
      textPaths(field, prefix === '' ? name : `${prefix}.${name}`),
    );
  }
  return [];
}

/** The same paths at run time, for one event: for topics that come untyped and for messages of refusal. */
export function keyPathsOf(type: EventType): string[] {
  return textPaths(eventDefinition(type).event, '');
}
