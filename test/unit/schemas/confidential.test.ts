import { avroSchemaFor, confidentialPathsOf, eventTypes } from '../../../schemas/index.ts';
import type { AvroField, AvroSchema, EventType } from '../../../schemas/index.ts';

/** The paths that the derived Avro marks, found without zod. */
function markedIn(fields: readonly AvroField[], path: string): string[] {
  return fields.flatMap((field) =>
    field.confidential === true ? [`${path}${field.name}`] : markedInType(field.type, `${path}${field.name}`),
  );
}

function markedInType(type: AvroSchema, path: string): string[] {
  if (typeof type === 'string') return [];
  if (Array.isArray(type)) return type.flatMap((branch) => markedInType(branch, path));
  if ('fields' in type) return markedIn(type.fields, `${path}.`);
  return 'items' in type ? markedInType(type.items, `${path}[]`) : [];
}

test.each(eventTypes)('%s has the same secrets in zod and in Avro: none lies where Avro could not mark it', (type) => {
  expect(markedIn(avroSchemaFor(type).fields, '')).toEqual(confidentialPathsOf(type));
});

test.each<[EventType, string[]]>([
  ['market.data.tick', []],
  ['paper.account.valued', []],
  ['trading.position.updated', ['payload.realizedPnl', 'payload.unrealizedPnl']],
  ['social.follow.started', ['payload.maxAllocation']],
  ['user.kyc.submitted', ['payload.verificationId', 'payload.documents[].number']],
  [
    'user.kyc.verified',
    [
      'payload.documentsVerified',
      'payload.verificationId',
      'payload.tradingLimits.dailyLimit',
      'payload.tradingLimits.monthlyLimit',
    ],
  ],
  ['user.profile.updated', ['payload.displayName', 'payload.email', 'payload.phone']],
  ['webhook.delivery.failed', ['payload.url']],
])('the secrets of %s are %j', (type, paths) => {
  expect(confidentialPathsOf(type)).toEqual(paths);
});

/** Names that speak of a person's papers, addresses, accounts or money. */
const suspicious =
  /^(e?mail|phone|displayName|address|ipAddress|accountReference|paymentReference|payoutReference|(gross|net)?amount|withheldTax|(un)?realizedPnl|maxAllocation|allocatedCapital|(daily|monthly)Limit)$/i;

test('every field whose name speaks of a person or of their money is a secret, but for invented money', () => {
  const open = eventTypes
    .filter((type) => !type.startsWith('paper.'))
    .flatMap((type) => {
      const secrets = confidentialPathsOf(type);
      return fieldPathsOf(avroSchemaFor(type).fields, '')
        .filter((path) => suspicious.test(path.split('.').at(-1) ?? ''))
        .filter((path) => !secrets.some((secret) => path === secret || path.startsWith(`${secret}.`)))
        .map((path) => `${type}: ${path}`);
    });
  expect(open).toEqual([]);
});

function fieldPathsOf(fields: readonly AvroField[], path: string): string[] {
  return fields.flatMap(({ name, type }) => [`${path}${name}`, ...pathsInType(type, `${path}${name}`)]);
}

function pathsInType(type: AvroSchema, path: string): string[] {
  if (typeof type === 'string') return [];
  if (Array.isArray(type)) return type.flatMap((branch) => pathsInType(branch, path));
  if ('fields' in type) return fieldPathsOf(type.fields, `${path}.`);
  return 'items' in type ? pathsInType(type.items, `${path}[]`) : [];
}
