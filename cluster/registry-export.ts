import { strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';
import type { SeenSubject } from './kinds/subject.ts';

/** Parts of Apicurio 2's export that say what subjects there are. One without a group is a subject of the API. */
const contentShape = z.object({ contentId: z.int(), contentHash: z.string() });
const versionShape = z.object({
  groupId: z.null(),
  artifactId: z.string(),
  versionId: z.int(),
  state: z.string(),
  contentId: z.int(),
});
const ruleShape = z.object({ groupId: z.null(), artifactId: z.string(), type: z.string(), configuration: z.string() });

/** What a deleted version becomes: it is kept, and no longer counts. */
const deletedState = 'DISABLED';

/**
 * The subjects in an export of an Apicurio registry.
 *
 * @param archive ZIP
 * @throws an error for anything else, and for one that lacks a content
 */
export function subjectsInExport(archive: Uint8Array): ReadonlyMap<string, SeenSubject> {
  const files = unzipSync(archive);
  const all = <T>(suffix: string, shape: z.ZodType<T>): T[] =>
    Object.entries(files).flatMap(([name, bytes]) => {
      if (!name.endsWith(suffix)) return [];
      const { success, data } = shape.safeParse(JSON.parse(strFromU8(bytes)));
      return success ? [data] : []; // of a group, or of another kind
    });

  const hashes = new Map(
    all('.Content.json', contentShape).map(({ contentId, contentHash }) => [contentId, contentHash]),
  );
  const textOf = (contentId: number): string => {
    const bytes = files[`content/${hashes.get(contentId) ?? ''}.Content.data`];
    if (bytes !== undefined) return strFromU8(bytes);
    throw new Error(
      `export of the schema registry: found no content ${contentId}, expected that of each version; plan anew`,
    );
  };
  const levels = new Map(
    all('.ArtifactRule.json', ruleShape)
      .filter(({ type }) => type === 'COMPATIBILITY')
      .map(({ artifactId, configuration }) => [artifactId, configuration]),
  );
  const bySubject = Map.groupBy(all('.ArtifactVersion.json', versionShape), ({ artifactId }) => artifactId);
  return new Map(
    [...bySubject].map(([subject, versions]) => {
      const inUse = versions
        .filter(({ state }) => state !== deletedState)
        .sort((left, right) => left.versionId - right.versionId);
      return [
        subject,
        {
          level: levels.get(subject) ?? null,
          versions: inUse.map(({ versionId }) => versionId),
          schemas: inUse.map(({ contentId }) => textOf(contentId)),
        },
      ];
    }),
  );
}
