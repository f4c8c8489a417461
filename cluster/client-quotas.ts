import { ResponseError, type ClientQuotaKeyValue } from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';
import { withExtendedAdmin } from './extended-admin.ts';
import { quotaEntityOf, quotaEntityText, type ClientQuotas, type QuotaEntity } from './quota-entity.ts';

/** All quotas of the cluster, by `quotaEntityText`, in one request. */
export async function observeQuotas(properties: ClientProperties): Promise<ReadonlyMap<string, ClientQuotas>> {
  const entries = await withExtendedAdmin(properties, (admin) =>
    admin.describeClientQuotas({ components: [], strict: false }),
  );
  return new Map(
    entries
      .map(({ entity, values }): [string, ClientQuotas] => [
        quotaEntityText(Object.fromEntries(entity.map(({ entityType, entityName }) => [entityType, entityName]))),
        Object.fromEntries(values.map(({ key, value }) => [key, value] as const).sort()),
      ])
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/**
 * Sets or takes away single quotas, in one request.
 *
 * @param changes by `quotaEntityText` and quota; null takes it away
 * @returns why it failed, by entity; empty when all is done
 */
export async function alterQuotas(
  properties: ClientProperties,
  changes: ReadonlyMap<string, Readonly<Record<string, number | null>>>,
): Promise<ReadonlyMap<string, string>> {
  if (changes.size === 0) return new Map();
  return withExtendedAdmin(properties, async (admin) => {
    try {
      await admin.alterClientQuotas({
        entries: [...changes].map(([entity, quotas]) => ({
          entities: Object.entries(quotaEntityOf(entity)).map(([entityType, entityName]) => ({
            entityType: entityType as keyof QuotaEntity,
            entityName,
          })),
          ops: Object.entries(quotas).map(([key, value]) =>
            value === null
              ? { key: key as ClientQuotaKeyValue, remove: true }
              : { key: key as ClientQuotaKeyValue, value, remove: false },
          ),
        })),
      });
      return new Map<string, string>();
    } catch (error) {
      const refused = refusalsIn(error);
      if (refused.size === 0) throw error;
      return refused;
    }
  });
}

/** Why the broker refused, by entity: one refusal makes its whole answer an error. */
function refusalsIn(error: unknown): Map<string, string> {
  if (error instanceof ResponseError) {
    const { entries } = error['response'] as { readonly entries: readonly Answer[] };
    return new Map(
      entries
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ entity, errorCode, errorMessage }) => [
          quotaEntityText(Object.fromEntries(entity.map(({ entityType, entityName }) => [entityType, entityName]))),
          errorMessage ?? `Kafka's error ${errorCode}`,
        ]),
    );
  }
  if (error instanceof AggregateError) return new Map(error.errors.flatMap((each) => [...refusalsIn(each)]));
  return new Map();
}

interface Answer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entity: readonly { readonly entityType: string; readonly entityName: string | null }[];
}
