import prettyMs from 'pretty-ms';
import type { Acl } from '../acls.ts';
import { activeMs, type RecordedUse, type Span, type Use } from '../audit-trail.ts';
import type { Json } from '../plan/json.ts';
import type { Seen } from '../plan/resource-kind.ts';
import type { Verdict } from '../plan/step.ts';
import { utc } from './loss.ts';

/** How many uses a verdict names; the others are counted. */
const named = 3;

/** What a step does to a principal's rights. */
export interface RightsLost {
  readonly principal: string;
  /** Rules that allow something and are taken away. */
  readonly removed: readonly Acl[];
  /** Rules that are made and deny something. */
  readonly denied: readonly Acl[];
}

/** What a principal did that it may no longer do after a step, in the shape that plans hold. */
export interface MeasuredUse {
  readonly atMs: number;
  /** The latest first. */
  readonly cutOff: readonly Use[];
  readonly span: Span | null;
  readonly without: readonly string[];
}

/** A rule that implies others: who may read a topic may also describe it. */
const implied: Partial<Record<Acl['operation'], readonly Acl['operation'][]>> = {
  DESCRIBE: ['READ', 'WRITE', 'DELETE', 'ALTER'],
  DESCRIBE_CONFIGS: ['ALTER_CONFIGS'],
};

/** Whether a rule allows what was done, as Kafka's authorizer judges. */
function allows(rule: Acl, use: Use): boolean {
  const { permission, operation } = rule;
  const isMeant =
    operation === 'ALL' || operation === use.operation || implied[use.operation]?.includes(operation) === true;
  return permission === 'ALLOW' && isMeant && concerns(rule, use);
}

/** Whether a rule denies it: before any that allows, and what implies it only when that is denied by name. */
function denies(rule: Acl, use: Use): boolean {
  const { permission, operation } = rule;
  return permission === 'DENY' && (operation === 'ALL' || operation === use.operation) && concerns(rule, use);
}

function concerns(rule: Acl, use: Use): boolean {
  return (
    (rule.principal === use.principal || rule.principal === 'User:*') &&
    rule.resourceType === use.resourceType &&
    (rule.host === '*' || rule.host === use.host) &&
    (rule.patternType === 'PREFIXED'
      ? use.resourceName.startsWith(rule.resourceName)
      : rule.resourceName === use.resourceName || rule.resourceName === '*')
  );
}

/** What can't be done any more when some rules go and others stay, or that others deny. The latest use first. */
function usesCutOff(
  uses: readonly Use[],
  { principal, removed, denied }: RightsLost,
  remaining: readonly Acl[],
): readonly Use[] {
  return uses
    .filter(
      (use) =>
        use.principal === principal &&
        (denied.some((rule) => denies(rule, use)) ||
          (removed.some((rule) => allows(rule, use)) && !remaining.some((rule) => allows(rule, use)))),
    )
    .sort((left, right) => right.lastMs - left.lastMs);
}

/**
 * What the trail tells of rights that are to go.
 *
 * @param lost by step
 * @param remaining rules of all principals
 * @returns `MeasuredUse` by step
 */
export function measuredUses(
  { uses, span, without }: RecordedUse,
  lost: ReadonlyMap<string, RightsLost>,
  remaining: readonly Acl[],
  atMs: number,
): Seen {
  return new Map(
    [...lost].map(([step, rights]) => {
      const measured: MeasuredUse = { atMs, cutOff: usesCutOff(uses, rights, remaining), span, without };
      return [step, { ...measured } as unknown as Json];
    }),
  );
}

/** Whether taking rights away cuts off someone at work. Without a trail of all brokers it says that it can't tell. */
export function cutOffVerdict(principal: string, measured: MeasuredUse | undefined): Verdict {
  const verdict = (level: Verdict['level'], reason: string): Verdict => ({ guard: 'cut-off', level, reason });
  if (measured === undefined || measured.span === null) {
    return verdict(
      'note',
      `whether ${principal} makes use of it isn't known: no audit trail of the brokers is at hand`,
    );
  }
  const { atMs, cutOff, span, without } = measured;
  const gap = without.length > 0 ? `; of ${without.join(', ')} there is no trail` : '';
  const [last] = cutOff;
  if (last === undefined) {
    return verdict(
      'note',
      `${principal} made no use of it from ${utc(span.sinceMs)} to ${utc(span.untilMs)}, by the audit trail${gap}`,
    );
  }
  const isActive = atMs - last.lastMs < activeMs;
  const more = cutOff.length > named ? `, and ${cutOff.length - named} more` : '';
  return verdict(
    isActive ? 'refuse' : 'note',
    `${principal} ${isActive ? 'is at work and would be cut off' : 'made use of it'}: ` +
      `${cutOff
        .slice(0, named)
        .map((use) => useInWords(use, atMs))
        .join(', ')}${more}${gap}`,
  );
}

/** `WRITE on topic orders from 10.10.0.7, 12 seconds ago on kafka-02`. Clocks of brokers differ. */
function useInWords({ operation, resourceType, resourceName, host, broker, lastMs }: Use, atMs: number): string {
  const age = prettyMs(Math.max(1_000, atMs - lastMs), { verbose: true, unitCount: 1, secondsDecimalDigits: 0 });
  return `${operation} on ${resourceType.toLowerCase()} ${resourceName} from ${host}, ${age} ago on ${broker}`;
}
