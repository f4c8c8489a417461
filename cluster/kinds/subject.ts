import type { CompatibilityLevel } from '../../schemas/index.ts';
import type { RegistryContents } from '../registry/contents.ts';

/** A subject of the schema registry as the catalogue wants it. */
export interface WantedSubject {
  readonly name: string;
  /** Avro, JSON text. */
  readonly schema: string;
  readonly level: CompatibilityLevel;
}

/** What the kind asks of a registry; `clients/node` has it. Each rejects with an error that says what to do. */
export interface SubjectRegistry {
  /** All subjects, versions and levels. */
  contents(): Promise<RegistryContents>;
  /** Registers a schema, or finds it registered already. */
  register(subject: string, schema: string): Promise<unknown>;
  /** Holds new versions of a subject, which must exist, to a level. */
  holdTo(subject: string, level: string): Promise<void>;
}

/** A subject as it is, in the shape that plans hold. */
export interface SeenSubject {
  /** What new versions are held to; null where the registry's own default holds. */
  readonly level: string | null;
  /** Numbers of the versions in use, oldest first. None when all are deleted: their numbers aren't given again. */
  readonly versions: readonly number[];
  /** Their schemas, in the same order. */
  readonly schemas: readonly string[];
}
