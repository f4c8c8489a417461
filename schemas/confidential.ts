import type { z } from 'zod';
import { eventDefinition } from './catalogue.ts';
import type { EventType } from './catalogue.ts';
import { metaOf } from './meta.ts';

/**
 * The fields of an event that hold personal or financial secrets, in the order of the payload.
 * Out: paths such as `payload.tradingLimits.dailyLimit`; `[]` stands for every item of a list, as in
 * `payload.documents[].number`. A path names the outermost secret: all below it is secret too. The derived Avro says
 * the same by `"confidential": true` on the field.
 */
export function confidentialPathsOf(type: EventType): string[] {
  return secretPaths(eventDefinition(type).event, '');
}

function secretPaths(schema: z.core.$ZodType, path: string): string[] {
  if (metaOf(schema).confidential === true) return [path];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'default':
    case 'nullable':
    case 'optional':
      return secretPaths(def.innerType, path);
    case 'array':
      return secretPaths(def.element, `${path}[]`);
    case 'record':
      return secretPaths(def.valueType, `${path}[]`);
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) =>
        secretPaths(field, path === '' ? name : `${path}.${name}`),
      );
    default:
      return [];
  }
}
