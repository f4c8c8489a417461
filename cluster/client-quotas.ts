import {
  ClientQuotaEntityTypes,
  ClientQuotaMatchTypes,
  ResponseError,
  type ClientQuotaKeyValue,
} from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';
import { withExtendedAdmin } from './extended-admin.ts';

/** Limits of one user by Kafka's names, such as `producer_byte_rate`. */
export type ClientQuotas = Readonly<Record<string, number>>;

/** The quotas of every user that has some, whatever its client id, in one request. */
export async function observeQuotas(properties: ClientProperties): Promise<ReadonlyMap<string, ClientQuotas>> {
  const entries = await withExtendedAdmin(properties, (admin) =>
    admin.describeClientQuotas({
      components: [{ entityType: ClientQuotaEntityTypes.USER, matchType: ClientQuotaMatchTypes.ANY }],
      strict: true, // not those of a user together with a client id
    }),
  );
  return new Map(
    entries
      .flatMap(({ entity, values }): [string, ClientQuotas][] => {
        const user = entity[0]?.entityName ?? null; // null: the default for all users
        return user === null ? [] : [[user, Object.fromEntries(values.map(({ key, value }) => [key, value]).sort())]];
      })
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/**
 * Sets or takes away single quotas of users, in one request.
 *
 * @param changes by user and quota; null takes it away
 * @returns why it failed, by user; empty when all is done
 */
export async function alterQuotas(
  properties: ClientProperties,
  changes: ReadonlyMap<string, Readonly<Record<string, number | null>>>,
): Promise<ReadonlyMap<string, string>> {
  if (changes.size === 0) return new Map();
  return withExtendedAdmin(properties, async (admin) => {
    try {
      await admin.alterClientQuotas({
        entries: [...changes].map(([user, quotas]) => ({
          entities: [{ entityType: ClientQuotaEntityTypes.USER, entityName: user }],
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

/** Why the broker refused, by user: one refusal makes its whole answer an error. */
function refusalsIn(error: unknown): Map<string, string> {
  if (error instanceof ResponseError) {
    const { entries } = error['response'] as { readonly entries: readonly Answer[] };
    return new Map(
      entries
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ entity, errorCode, errorMessage }) => [
          entity[0]?.entityName ?? '(not named)',
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
  readonly entity: readonly { readonly entityName: string | null }[];
}
