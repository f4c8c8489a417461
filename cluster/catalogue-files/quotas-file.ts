import { z } from 'zod';
import { quotaEntityText, type QuotaEntity } from '../quota-entity.ts';
import type { CatalogueQuota } from './catalogue.ts';
import { list, mapping, oneOf, readYamlFile, repeated, type Problem } from './yaml-file.ts';
import { byText, oneLine, yamlFile } from './yaml-text.ts';

export const quotasFile = 'quotas.yaml';

/** Kafka's word for each part of an entity, by ours. */
const typeOfKey = { user: 'user', clientId: 'client-id', ip: 'ip' } as const;
const entityKeys = Object.keys(typeOfKey) as readonly (keyof typeof typeOfKey)[];

const name = z.string('a name').exactOptional();
const limit = z
  .string('a number')
  .refine((value) => value.trim() !== '' && Number.isFinite(Number(value)) && Number(value) > 0, 'a number above 0')
  .transform(Number);
const shape = mapping({
  quotas: list(
    mapping({
      user: name,
      clientId: name,
      ip: name,
      defaults: list(oneOf(entityKeys)).default([]),
      limits: z.record(z.string(), limit, "limits by Kafka's names, as producer_byte_rate"),
    }),
  ),
});

const comment = [
  'What a user, a client id, both together, or an address may take of each broker. "defaults: [user]" is all users that',
  'have no quota of their own. A limit that is taken out is taken away; an entry that is taken out is left alone.',
];

export function renderQuotas(quotas: readonly CatalogueQuota[]): string {
  return yamlFile(comment, {
    quotas: [...quotas]
      .sort(byText(({ entity }) => quotaEntityText(entity)))
      .map(({ entity, limits }) => oneLine({ ...keysOf(entity), limits: sorted(limits) })),
  });
}

function keysOf(entity: QuotaEntity): object {
  const given = entityKeys.filter((key) => typeOfKey[key] in entity);
  const defaults = given.filter((key) => entity[typeOfKey[key]] === null);
  return {
    ...Object.fromEntries(given.filter((key) => !defaults.includes(key)).map((key) => [key, entity[typeOfKey[key]]])),
    ...(defaults.length > 0 ? { defaults } : {}),
  };
}

function sorted(limits: CatalogueQuota['limits']): CatalogueQuota['limits'] {
  return Object.fromEntries(Object.entries(limits).sort(byText(([key]) => key)));
}

export function parseQuotas(content: string, problems: Problem[]): readonly CatalogueQuota[] {
  const file = readYamlFile(quotasFile, content, shape, problems);
  if (file === undefined) return [];
  const placed = file.value.quotas.map(({ limits, defaults, ...names }, index) => {
    const place = file.placeOf(['quotas', index]);
    const parts = entityKeys.flatMap((key) => [
      ...(names[key] === undefined ? [] : [[typeOfKey[key], names[key]] as const]),
      ...(defaults.includes(key) ? [[typeOfKey[key], null] as const] : []),
    ]);
    const entity: QuotaEntity = Object.fromEntries(parts);
    if (parts.length === 0) {
      problems.push({ place, found: 'nobody', expected: `one of ${entityKeys.join(', ')} or defaults` });
    }
    if (parts.length > Object.keys(entity).length) {
      problems.push({ place, found: 'a name and a default for the same', expected: 'one of them' });
    }
    if ('ip' in entity && parts.length > 1) {
      problems.push({ place, found: 'ip beside others', expected: 'ip alone: Kafka joins it with nothing' });
    }
    return { quota: { entity, limits }, place };
  });
  for (const { quota, place } of repeated(placed, (each) => quotaEntityText(each.quota.entity))) {
    problems.push({ place, found: quotaEntityText(quota.entity), expected: 'each entity once' });
  }
  return placed.map(({ quota }) => quota);
}
