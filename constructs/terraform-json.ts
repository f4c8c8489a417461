import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads what was synthesized: for what is told of an estate rather than built. */

/** A value in a stack's file, as Terraform names its parts. */
export type TerraformValue =
  string | number | boolean | null | readonly TerraformValue[] | { readonly [key: string]: TerraformValue };

export interface TerraformResource {
  /** `google_compute_disk.kafka_kafka-01_disk` */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, TerraformValue>>;
}

interface StackFile {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, TerraformResource['attributes']>>>>;
}

/**
 * The resources of a synthesized stack, data sources not among them.
 *
 * @param outdir where stacks were written
 * @param stack its name, such as `production-kafka`
 */
export function readResources(outdir: string, stack: string): TerraformResource[] {
  const file = join(outdir, 'stacks', stack, 'cdk.tf.json');
  const { resource = {} } = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => ({ address: `${type}.${name}`, type, attributes })),
  );
}
