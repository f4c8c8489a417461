import type { CompatibilityLevel } from '../../schemas/index.ts';
import type { RegistryContents } from '../registry/contents.ts';

/** As registries name them. */
export const schemaTypes = ['AVRO', 'JSON', 'PROTOBUF'] as const;
export type SchemaType = (typeof schemaTypes)[number];

/** A version of another subject that a schema builds on, by the name that it has there. */
export type SchemaReference = { readonly name: string; readonly subject: string; readonly version: number };

/** What a registry is told of a schema beside its text. */
export interface SchemaDetails {
  /** @default "AVRO" */
  readonly type?: SchemaType;
  readonly references?: readonly SchemaReference[];
}

/** A subject of the schema registry as the catalogue wants it. */
export interface WantedSubject extends SchemaDetails {
  readonly name: string;
  readonly schema: string;
  /** Null where the registry's own level is to hold. */
  readonly level: CompatibilityLevel | null;
}

/** What the kind asks of a registry; `clients/node` has it. Each rejects with an error that says what to do. */
export interface SubjectRegistry {
  /** All subjects, versions and levels. */
  contents(): Promise<RegistryContents>;
  /** Registers a schema, or finds it registered already. */
  register(subject: string, schema: string, details?: SchemaDetails): Promise<unknown>;
  /** Holds new versions of a subject, which must exist, to a level; with null to the registry's own. */
  holdTo(subject: string, level: string | null): Promise<void>;
}

/** A subject as it is, in the shape that plans hold. */
export interface SeenSubject {
  /** What new versions are held to; null where the registry's own default holds. */
  readonly level: string | null;
  /** Numbers of the versions in use, oldest first. None when all are deleted: their numbers aren't given again. */
  readonly versions: readonly number[];
  /** Their schemas, in the same order. */
  readonly schemas: readonly string[];
  /** What they build on, in the same order; absent when none of them builds on anything. */
  readonly references?: readonly (readonly SchemaReference[])[];
}
