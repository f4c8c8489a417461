import type { Acl } from '../acls.ts';
import { resourceId } from '../plan/ownership.ts';
import type { Circumstances, Quarantine } from '../plan/resource-kind.ts';
import type { RemovedTopic, SeenTopic } from './topic.ts';

/**
 * What is to be done with a topic that has a tombstone, or is in quarantine:
 * - `quarantine`: cut its users off, and begin to wait
 * - `wait`: nothing yet
 * - `remove`: for good
 * - `release`: let its users in again, or clear what is left of the quarantine of one that is gone
 */
export type Fate = 'quarantine' | 'wait' | 'remove' | 'release' | 'nothing';

/** What is known of such a topic. */
export interface Condemned {
  readonly name: string;
  /** Absent when it is gone. */
  readonly found: SeenTopic | undefined;
  /** Absent when nobody wants it gone. */
  readonly tombstone: RemovedTopic | undefined;
  readonly isOurs: boolean;
  /** Absent when it is in none by the ownership record. */
  readonly quarantine: Quarantine | undefined;
}

export const dayMs = 86_400_000;

/**
 * Decides by what there is, whatever an apply that was killed has left. Only what the record knows of is released: a
 * like rule without an entry is somebody's emergency brake.
 *
 * The time counts while users are cut off. Who takes the rules away by hand needs the topic, so that it then begins anew.
 */
export function fateOf({ found, tombstone, isOurs, quarantine }: Omit<Condemned, 'name'>): Fate {
  if (found === undefined || tombstone === undefined || !isOurs)
    return quarantine === undefined ? 'nothing' : 'release';
  if (tombstone.quarantineDays === 0) return 'remove';
  if (quarantine === undefined || !isCutOff(found)) return 'quarantine';
  return quarantine.ageMs < tombstone.quarantineDays * dayMs ? 'wait' : 'remove';
}

/** Topics that are in quarantine by the ownership record. */
export function topicsInQuarantine(quarantined: Circumstances['quarantined']): readonly string[] {
  const prefix = resourceId('topic', '');
  const ids = [...(quarantined?.keys() ?? [])].filter((id) => id.startsWith(prefix));
  return ids.map((id) => id.slice(prefix.length));
}

/** What nobody may do with a topic in quarantine. That it is there may be seen, and the operator is above all rules. */
const deniedOperations = ['READ', 'WRITE'] as const;

/** The rules that cut off the users of a topic, however many rules allow them something. */
export function denialsOf(topic: string): readonly Acl[] {
  return deniedOperations.map((operation) => ({ ...denial, resourceName: topic, operation }));
}

/** What all of these rules have in common. */
export const denial = {
  resourceType: 'TOPIC',
  patternType: 'LITERAL',
  principal: 'User:*',
  host: '*',
  permission: 'DENY',
} as const;

/** Which of these operations are denied to everybody, by topic. @param rules that have all of `denial` */
export function denialsByTopic(rules: readonly Acl[]): ReadonlyMap<string, readonly string[]> {
  const ofQuarantine = rules.filter(({ operation }) => deniedOperations.some((each) => each === operation));
  const byTopic = Map.groupBy(ofQuarantine, ({ resourceName }) => resourceName);
  return new Map([...byTopic].map(([topic, its]) => [topic, its.map(({ operation }) => operation).sort()]));
}

function isCutOff({ denied = [] }: SeenTopic): boolean {
  return deniedOperations.every((operation) => denied.includes(operation));
}
