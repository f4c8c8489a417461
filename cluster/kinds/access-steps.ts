import { aclKey, type Acl } from '../acls.ts';
import type { Circumstances, Seen } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { cutOffVerdict, type MeasuredUse } from './rule-use.ts';
import { denialsOf, topicsInQuarantine } from './topic-quarantine.ts';

/** What a step asks of the cluster: rules to make, or to take away. */
export type AccessChange = { readonly create: readonly Acl[] } | { readonly remove: readonly Acl[] };

/**
 * The steps that give each principal of the catalogue the rules that it is to have, and no other. Principals that the
 * catalogue doesn't know are somebody else's and aren't touched. Nor are the rules of a quarantine, which the kind `topic`
 * makes and takes away.
 *
 * What a principal is seen to have is one resource, its rules by `aclKey`, so that a plan depends only on the rules
 * that it makes or takes away.
 *
 * @param principals `User:name` of all that the catalogue knows, also of those that are to have no rule
 */
export function accessSteps(
  principals: readonly string[],
  wanted: readonly Acl[],
  { seen, measured, quarantined }: Circumstances,
): readonly Step[] {
  const wantedBy = Map.groupBy(wanted, ({ principal }) => principal);
  const ofQuarantine = new Set(topicsInQuarantine(quarantined).flatMap(denialsOf).map(aclKey));
  return principals.flatMap((principal) => {
    const found = (seen.get('access')?.get(principal) ?? {}) as unknown as Readonly<Record<string, Acl>>;
    const rules = wantedBy.get(principal) ?? [];
    const wantedKeys = new Set(rules.map(aclKey));
    const missing = rules.filter((acl) => !(aclKey(acl) in found));
    const extra = Object.values(found).filter((acl) => !wantedKeys.has(aclKey(acl)) && !ofQuarantine.has(aclKey(acl)));
    const uses = measured?.get('access');
    return [...creation(principal, missing, uses), ...removal(principal, extra, uses)];
  });
}

function creation(principal: string, rules: readonly Acl[], uses: Seen | undefined): readonly Step[] {
  if (rules.length === 0) return [];
  const head = about(principal, 'grant', rules);
  return [
    {
      ...head,
      action: 'create',
      consequence: 'Holds at once, for open connections as well.',
      basis: rules.map((acl) => ({ path: [aclKey(acl)], value: null })),
      change: { create: rules.map((acl) => ({ ...acl })) },
      verdicts: rules.some(({ permission }) => permission === 'DENY')
        ? [cutOffVerdict(principal, uses?.get(head.id) as unknown as MeasuredUse | undefined)]
        : [],
    },
  ];
}

function removal(principal: string, rules: readonly Acl[], uses: Seen | undefined): readonly Step[] {
  if (rules.length === 0) return [];
  const head = about(principal, 'revoke', rules);
  const allows = rules.filter(({ permission }) => permission === 'ALLOW');
  return [
    {
      ...head,
      action: 'remove',
      consequence: 'Holds at once, for open connections as well.',
      basis: rules.map((acl) => ({ path: [aclKey(acl)], value: { ...acl } })),
      change: { remove: rules.map((acl) => ({ ...acl })) },
      verdicts:
        allows.length > 0
          ? [
              { guard: 'revoke', level: 'note', reason: `${principal} can no longer do this: ${inWords(allows)}` },
              cutOffVerdict(principal, uses?.get(head.id) as unknown as MeasuredUse | undefined),
            ]
          : [{ guard: 'undeny', level: 'note', reason: `what was denied may be allowed by another rule from then on` }],
    },
  ];
}

function about(
  principal: string,
  what: string,
  rules: readonly Acl[],
): Pick<Step, 'id' | 'kind' | 'resource' | 'summary' | 'needs'> {
  return { id: `access/${principal}/${what}`, kind: 'access', resource: principal, summary: inWords(rules), needs: [] };
}

/** `allow READ, WRITE on topic orders; ...`: one phrase for each resource. */
function inWords(rules: readonly Acl[]): string {
  const byResource = Map.groupBy(
    rules,
    ({ permission, resourceType, resourceName, patternType, host }) =>
      `on ${resourceType.toLowerCase()} ${resourceName}${patternType === 'PREFIXED' ? '*' : ''}` +
      `${host === '*' ? '' : ` from ${host}`}\0${permission.toLowerCase()}`,
  );
  return [...byResource]
    .map(([place, acls]) => {
      const [where, permission] = place.split('\0') as [string, string];
      return `${permission} ${acls.map(({ operation }) => operation).join(', ')} ${where}`;
    })
    .join('; ');
}
