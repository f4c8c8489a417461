import { eventDefinition } from '../catalogue.ts';
import type { EventType } from '../catalogue.ts';
import type { Domain } from '../definition.ts';

/** What a new version of a schema owes to the others, in the registry's words. */
export const compatibilityLevels = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;
export type CompatibilityLevel = (typeof compatibilityLevels)[number];

/** Always all versions: topics keep records for years, so a reader meets what the first release wrote. */
const levelOfDomain: Readonly<Record<Domain, CompatibilityLevel>> = {
  'market-data': 'BACKWARD_TRANSITIVE',
  // Services of trading are rolled back one by one, while others have written with the new version already.
  trading: 'FULL_TRANSITIVE',
  strategy: 'BACKWARD_TRANSITIVE',
  community: 'BACKWARD_TRANSITIVE',
  marketplace: 'BACKWARD_TRANSITIVE',
  system: 'BACKWARD_TRANSITIVE',
};

/** Families of the system domain, the first word of the event's name, that make the audit trail. */
const levelOfFamily: Readonly<Record<string, CompatibilityLevel>> = {
  audit: 'FULL_TRANSITIVE',
  compliance: 'FULL_TRANSITIVE',
};

/** The level that the schemas of an event are held to. */
export function compatibilityOf(type: EventType): CompatibilityLevel {
  const [family = ''] = type.split('.');
  return levelOfFamily[family] ?? levelOfDomain[eventDefinition(type).domain];
}

/** Who must be able to read whom at a level: the new version what earlier ones wrote, and the other way round. */
export function demandsOf(level: CompatibilityLevel): {
  readonly backward: boolean;
  readonly forward: boolean;
  /** All earlier versions count, not only the last. */
  readonly transitive: boolean;
} {
  return {
    backward: level.startsWith('BACKWARD') || level.startsWith('FULL'),
    forward: level.startsWith('FORWARD') || level.startsWith('FULL'),
    transitive: level.endsWith('_TRANSITIVE'),
  };
}
