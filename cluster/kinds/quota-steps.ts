import type { ClientQuotas } from '../quota-entity.ts';
import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step, Verdict } from '../plan/step.ts';
import { userStepsOf } from './user-steps.ts';

/** What a step asks of the cluster: quotas to set, and with null those to take away. */
export interface QuotaChange {
  readonly quotas: Readonly<Record<string, number | null>>;
}

/**
 * The steps that give each user of the catalogue its quotas, and no other. Users that the catalogue doesn't know are
 * left alone.
 *
 * Each waits for the steps on its user's credentials: ZooKeeper keeps both in one node, which brokers read, change and
 * write back, and of two that do so at the same moment one is lost (seen for 33 of 56 users).
 *
 * @param wanted by user, or another entity as `quotaEntityText` names it, also those that are to have none
 */
export function quotaSteps(wanted: ReadonlyMap<string, ClientQuotas>, { seen }: Circumstances): readonly Step[] {
  return [...wanted].flatMap(([user, quotas]) => {
    const found = (seen.get('quota')?.get(user) ?? {}) as ClientQuotas;
    const names = [...new Set([...Object.keys(quotas), ...Object.keys(found)])]
      .filter((name) => quotas[name] !== found[name])
      .sort();
    if (names.length === 0) return [];
    const isNew = Object.keys(found).length === 0;
    return [
      {
        id: `quota/${user}/set`,
        kind: 'quota',
        resource: user,
        action: isNew ? 'create' : 'change',
        summary: names.map((name) => `${name} ${inWords(found[name])} -> ${inWords(quotas[name])}`).join('; '),
        consequence: 'Brokers hold to it at once; above it they delay their answers and refuse nothing.',
        basis: names.map((name) => ({ path: [name], value: found[name] ?? null })),
        change: { quotas: Object.fromEntries(names.map((name) => [name, quotas[name] ?? null])) },
        needs: userStepsOf(user),
        verdicts: isNew ? [] : lowered(user, names, found, quotas),
      },
    ];
  });
}

function lowered(user: string, names: readonly string[], found: ClientQuotas, wanted: ClientQuotas): Verdict[] {
  const less = names.filter((name) => (wanted[name] ?? Infinity) < (found[name] ?? Infinity));
  if (less.length === 0) return [];
  const reason = `${user} is slowed down above ${less.map((name) => `${name} ${inWords(wanted[name])}`).join(', ')}`;
  return [{ guard: 'slower', level: 'note', reason }];
}

function inWords(value: number | undefined): string {
  return value === undefined ? '(unlimited)' : String(value);
}
