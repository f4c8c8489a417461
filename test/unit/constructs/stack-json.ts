import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of a stack's file: the expectations on it are its type check. */
export type Json = any;

/** What a stack's file says; attributes are as Terraform names them. */
export interface StackJson {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly [block: string]: Json;
}

export interface Resource {
  /** `google_compute_disk.kafka_kafka-01_disk` */
  readonly address: string;
  readonly type: string;
  readonly attributes: Json;
}

/** An environment's stacks by area, `kafka` for `production-kafka`, in the order in which they are applied. */
export interface EstateJson {
  readonly foundation: StackJson;
  readonly kafka: StackJson;
  readonly 'kafka-secondary': StackJson;
  readonly mirror: StackJson;
  readonly gke: StackJson;
  readonly workloads: StackJson;
  readonly automation: StackJson;
  readonly [area: string]: StackJson;
}

export function resourcesOf(...stacks: readonly StackJson[]): Resource[] {
  return stacks.flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, attributes]) => ({ address: `${type}.${name}`, type, attributes })),
    ),
  );
}

/** The attributes of all resources of a type. */
export function ofType(stack: StackJson, type: string): Json[] {
  return Object.values(stack.resource[type] ?? {});
}

/** Every object within a value, the value itself included. */
export function objectsWithin(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(objectsWithin)];
}

/**
 * The values at a path such as `replication.user_managed.replicas.location`: through lists each one, and nothing where
 * a part of the path is absent.
 */
export function valuesAt(value: Json, path: string): Json[] {
  return path.split('.').reduce<Json[]>(
    (found, key) =>
      found
        .flat()
        .map((each) => each?.[key])
        .filter((each) => each !== undefined),
    [value],
  );
}

export function readStack(outdir: string, name: string): StackJson {
  const text = readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
  return { resource: {}, ...withoutMetadata(JSON.parse(text)) };
}

/** cdktf notes under "//" where in the program each resource comes from. */
function withoutMetadata(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, inner]) => [key, withoutMetadata(inner)]),
  );
}
