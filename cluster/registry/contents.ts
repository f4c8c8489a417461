import { readFile, writeFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';
import { RegistryContentsError } from './contents-error.ts';

/** Raised when the shape changes: an old file is then refused instead of misread. */
const formatVersion = 1;

const reference = z.strictObject({ name: z.string(), subject: z.string(), version: z.int() });
const schemaShape = z.strictObject({
  id: z.int(),
  /** `AVRO`, `PROTOBUF` or `JSON`. */
  type: z.string(),
  schema: z.string(),
  references: z.array(reference),
});
const versionShape = z.strictObject({
  version: z.int(),
  id: z.int(),
  /** Deleted, yet kept: what was written with its schema can still be read. */
  deleted: z.literal(true).optional(),
});
const subjectShape = z.strictObject({
  name: z.string(),
  /** What new versions are held to; null where the registry's own level holds. */
  level: z.string().nullable(),
  versions: z.array(versionShape),
});
const contentsShape = z.strictObject({
  format: z.literal(formatVersion),
  /** What new versions are held to where a subject has no level; null where nobody has set one. */
  level: z.string().nullable(),
  schemas: z.array(schemaShape),
  subjects: z.array(subjectShape),
});

export type RegisteredSchema = z.infer<typeof schemaShape>;
export type RegisteredSubject = z.infer<typeof subjectShape>;

/** All that a schema registry holds, whichever it is. Equal registries have equal contents: all lists are sorted. */
export type RegistryContents = z.infer<typeof contentsShape>;

/** Puts contents into their one order. */
export function registryContents(
  level: string | null,
  schemas: Iterable<RegisteredSchema>,
  subjects: Iterable<RegisteredSubject>,
): RegistryContents {
  return {
    format: formatVersion,
    level,
    schemas: [...schemas].sort((left, right) => left.id - right.id),
    subjects: [...subjects]
      .map(({ name, level, versions }) => ({
        name,
        level,
        versions: versions.toSorted((a, b) => a.version - b.version),
      }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

export async function writeContents(file: string, contents: RegistryContents): Promise<void> {
  await writeFile(file, `${JSON.stringify(contents, undefined, 2)}\n`);
}

/** @throws RegistryContentsError `WRONG_USAGE`: absent, no such file, or a version whose schema isn't in it */
export async function readContents(file: string): Promise<RegistryContents> {
  const next = 'write it anew: kafka-platform schemas export FILE';
  const wrong = (found: string, expected: string, cause?: unknown) =>
    new RegistryContentsError('WRONG_USAGE', `${file}: found ${found}, expected ${expected}; ${next}`, { cause });
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw wrong(isNativeError(cause) ? cause.message : String(cause), 'the contents of a schema registry', cause);
  }
  const { success, data, error } = contentsShape.safeParse(content);
  if (!success) {
    const [issue] = error.issues;
    throw wrong(`${issue?.path.join('.') ?? ''} (${issue?.message ?? ''})`, `contents of format ${formatVersion}`);
  }
  const ids = new Set(data.schemas.map(({ id }) => id));
  for (const { name, versions } of data.subjects) {
    const lost = versions.find(({ id }) => !ids.has(id));
    if (lost !== undefined) throw wrong(`no schema ${lost.id}`, `that of ${name}, version ${lost.version}`);
  }
  return data;
}
