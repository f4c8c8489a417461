import type { z } from 'zod';
import { eventDefinition } from './catalogue.ts';
import type { EventOf, EventType } from './catalogue.ts';
import { createEvent } from './event.ts';
import { metaOf } from './meta.ts';

/** What the examples of all events have in common. */
const context = {
  eventId: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11',
  timestamp: '2024-01-01T10:00:00.000Z',
  correlationId: 'f3b1de6a-3c4e-4d8a-8c51-7f1f3a2b9c00',
  causationId: 'f3b1de6a-3c4e-4d8a-8c51-7f1f3a2b9c00',
  metadata: { userId: 'user-123', sessionId: 'session-123', traceId: 'trace-123', environment: 'production' },
};

/**
 * A plausible event of a type, the same each time, made from its definition: from the example of each field, else from
 * the field's type and name. Optional fields have a value.
 * Throws TypeError for a field whose type suggests none, and `InvalidEventError` for an example that breaks its rules.
 */
export function exampleOf(type: EventType): EventOf {
  const { domain, payload } = eventDefinition(type);
  return createEvent(type, valueOf(payload, 'payload', type) as never, { ...context, source: `${domain}-service` });
}

function valueOf(schema: z.core.$ZodType, name: string, place: string): unknown {
  const { example } = metaOf(schema);
  if (example !== undefined) return example;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'default':
    case 'nullable':
    case 'optional':
      return valueOf(def.innerType, name, place);
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([field, inner]) => [field, valueOf(inner, field, `${place}, ${field}`)]),
      );
    case 'array':
      return [valueOf(def.element, name, place)];
    case 'enum':
      return Object.values(def.entries)[0];
    case 'boolean':
      return true;
    case 'number':
      if ('format' in def && def.format === 'safeint') return 12;
      break;
    case 'string':
      if (name.endsWith('Id')) return `${wordsOf(name.slice(0, -'Id'.length))}-123`;
      break;
    default:
  }
  throw new TypeError(
    `${place}: found a ${def.type} without an example, expected one: text('...') or meta({ example })`,
  );
}

/** `originalTrade` -> `original-trade` */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
