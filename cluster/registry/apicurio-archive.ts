import { createHash } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { registryContents, type RegisteredSchema, type RegisteredSubject, type RegistryContents } from './contents.ts';

/** Parts of the archive that Apicurio 2 exports and imports. One without a group belongs to a subject of the API. */
const contentPart = z.object({
  contentId: z.int(),
  contentHash: z.string(),
  serializedReferences: z.string().nullish(),
});
const versionPart = z.object({
  groupId: z.null(),
  artifactId: z.string(),
  versionId: z.int(),
  artifactType: z.string().default('AVRO'),
  state: z.string(),
  contentId: z.int(),
});
const rulePart = z.object({ groupId: z.null(), artifactId: z.string(), type: z.string(), configuration: z.string() });
const globalRulePart = z.object({ ruleType: z.string(), configuration: z.string() });
const referencesPart = z.array(z.object({ name: z.string(), artifactId: z.string(), version: z.string() }));

/** What a deleted version becomes: it is kept, and no longer counts. */
const deletedState = 'DISABLED';
const compatibility = 'COMPATIBILITY';

/**
 * What an export of an Apicurio registry holds. Its ids are those of contents, as its Confluent-compatible API tells.
 *
 * @param archive ZIP
 * @throws an error for anything else, and for one that lacks a content
 */
export function contentsIn(archive: Uint8Array): RegistryContents {
  const files = unzipSync(archive);
  const all = <T>(suffix: string, shape: z.ZodType<T>): T[] =>
    Object.entries(files).flatMap(([name, bytes]) => {
      if (!name.endsWith(suffix)) return [];
      const { success, data } = shape.safeParse(JSON.parse(strFromU8(bytes)));
      return success ? [data] : []; // of a group, or of another kind
    });

  const contents = new Map(all('.Content.json', contentPart).map((content) => [content.contentId, content]));
  const versions = all('.ArtifactVersion.json', versionPart);
  const types = new Map(versions.map(({ contentId, artifactType }) => [contentId, artifactType]));
  const schemas = [...types].map(([id, type]): RegisteredSchema => {
    const content = contents.get(id);
    const bytes = files[`content/${content?.contentHash ?? ''}.Content.data`];
    if (content === undefined || bytes === undefined) {
      throw new Error(
        `export of the schema registry: found no content ${id}, expected that of each version; ask for it anew`,
      );
    }
    const { serializedReferences } = content;
    return {
      id,
      type,
      schema: strFromU8(bytes),
      references: referencesPart
        .parse(JSON.parse(serializedReferences ?? '[]'))
        .map(({ name, artifactId, version }) => ({ name, subject: artifactId, version: Number(version) })),
    };
  });
  const levels = new Map(
    all('.ArtifactRule.json', rulePart)
      .filter(({ type }) => type === compatibility)
      .map(({ artifactId, configuration }) => [artifactId, configuration]),
  );
  const subjects = [...Map.groupBy(versions, ({ artifactId }) => artifactId)].map(([name, its]): RegisteredSubject => ({
    name,
    level: levels.get(name) ?? null,
    versions: its.map(({ versionId, contentId, state }) => ({
      version: versionId,
      id: contentId,
      ...(state === deletedState ? { deleted: true } : {}),
    })),
  }));
  const global = all('.GlobalRule.json', globalRulePart).find(({ ruleType }) => ruleType === compatibility);
  return registryContents(global?.configuration ?? null, schemas, subjects);
}

/**
 * An archive that an Apicurio registry imports with the same ids.
 *
 * @returns ZIP
 */
export function archiveOf({ level, schemas, subjects }: RegistryContents): Uint8Array {
  const types = new Map(schemas.map(({ id, type }) => [id, type]));
  // Apicurio's own numbers of versions, which none of its clients here sees.
  const all = subjects.flatMap(({ name, versions }) => versions.map(({ version }) => `${version} ${name}`));
  const globalIds = new Map(all.map((key, index) => [key, index + 1]));
  const rules = level === null ? [] : [part('rules', compatibility, 'GlobalRule', globalRule(level))];
  return zipSync(
    Object.fromEntries([
      part('.', 'contents', 'Manifest', { systemName: 'kafka-platform' }),
      ...schemas.flatMap(contentFiles),
      ...subjects.flatMap((subject) => subjectFiles(subject, types, globalIds)),
      ...rules,
    ]),
  );
}

type File = readonly [path: string, content: Uint8Array];

function part(dir: string, name: string, type: string, content: unknown): File {
  return [`${dir === '.' ? '' : `${dir}/`}${name}.${type}.json`, strToU8(JSON.stringify(content))];
}

const globalRule = (level: string) => ({ ruleType: compatibility, configuration: level });

/** Apicurio finds a content again by its hash, which covers its references. The canonical hash it makes by itself. */
function contentFiles({ id, type, schema, references }: RegisteredSchema): readonly File[] {
  const serializedReferences =
    references.length === 0
      ? null
      : JSON.stringify(
          references.map(({ name, subject, version }) => ({
            groupId: null,
            artifactId: subject,
            version: String(version),
            name,
          })),
        );
  const contentHash = createHash('sha256')
    .update(schema + (serializedReferences ?? ''))
    .digest('hex');
  return [
    part('content', contentHash, 'Content', { contentId: id, contentHash, artifactType: type, serializedReferences }),
    [`content/${contentHash}.Content.data`, strToU8(schema)],
  ];
}

function subjectFiles(
  { name, level, versions }: RegisteredSubject,
  types: ReadonlyMap<number, string>,
  globalIds: ReadonlyMap<string, number>,
): readonly File[] {
  const dir = `groups/default/artifacts/${encodeURIComponent(name)}`;
  const about = { groupId: null, artifactId: name };
  const files = versions.map(({ version, id, deleted }) =>
    part(`${dir}/versions`, String(version), 'ArtifactVersion', {
      ...about,
      version: String(version),
      versionId: version,
      artifactType: types.get(id),
      state: deleted === true ? deletedState : 'ENABLED',
      isLatest: version === versions.at(-1)?.version,
      contentId: id,
      globalId: globalIds.get(`${version} ${name}`),
      createdBy: '',
      createdOn: 0,
    }),
  );
  if (level === null) return files;
  return [
    ...files,
    part(`${dir}/rules`, compatibility, 'ArtifactRule', { ...about, type: compatibility, configuration: level }),
  ];
}
