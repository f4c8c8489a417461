/** Limits of one entity by Kafka's names, such as `producer_byte_rate`. */
export type ClientQuotas = Readonly<Record<string, number>>;

/** Whom limits hold for: a user, a client id, both together, or an address; null for all that have none of their own. */
export type QuotaEntity = Readonly<Partial<Record<(typeof entityTypes)[number], string | null>>>;

/** Kafka's words. */
const entityTypes = ['user', 'client-id', 'ip'] as const;

/** One text for each entity: the name of a user where it is just that, else JSON such as `{"client-id":"reports"}`. */
export function quotaEntityText(entity: QuotaEntity): string {
  const { user } = entity;
  const isUser = typeof user === 'string' && Object.keys(entity).length === 1;
  if (isUser && !user.startsWith('{')) return user;
  return JSON.stringify(
    Object.fromEntries(entityTypes.flatMap((type) => (type in entity ? [[type, entity[type]]] : []))),
  );
}

/** What `quotaEntityText` made a text of. */
export function quotaEntityOf(text: string): QuotaEntity {
  return text.startsWith('{') ? (JSON.parse(text) as QuotaEntity) : { user: text };
}
