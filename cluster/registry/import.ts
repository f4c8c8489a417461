import { isDeepStrictEqual } from 'node:util';
import type { RegisteredSubject, RegistryContents } from './contents.ts';
import { RegistryContentsError } from './contents-error.ts';

/** A schema registry, by the way that it offers to give and take its contents with their ids. */
export interface RegistryStore {
  /** Where it is, for messages. */
  readonly place: string;
  contents(): Promise<RegistryContents>;
  /** Adds contents to a registry that holds none of them, or some of them. */
  restore(contents: RegistryContents): Promise<void>;
}

/** How many differences a refusal names. */
const named = 5;

/**
 * Gives a registry the contents of another, with the same ids and version numbers, so that it reads what was written
 * with them. Doing it again changes nothing, and one that was interrupted is done to its end.
 *
 * @returns whether there was anything to do
 * @throws RegistryContentsError `REFUSED` when the registry holds something else, before or after
 */
export async function importContents(store: RegistryStore, wanted: RegistryContents): Promise<boolean> {
  const found = await store.contents();
  if (differencesBetween(found, wanted).length === 0) return false;
  const conflicts = conflictsBetween(found, wanted);
  if (conflicts.length > 0) throw refusal(store.place, conflicts, 'import into an empty registry; nothing was changed');
  await store.restore(wanted);
  const after = await store.contents();
  const differences = differencesBetween(after, wanted);
  if (differences.length > 0) throw refusal(store.place, differences, 'import again, into an empty registry');
  return true;
}

function refusal(place: string, differences: readonly string[], next: string): RegistryContentsError {
  const more = differences.length > named ? `, and ${differences.length - named} more` : '';
  return new RegistryContentsError(
    'REFUSED',
    `schema registry ${place}: ${differences.slice(0, named).join(', ')}${more}; ${next}`,
  );
}

/** All that keeps a registry from being as it is to be. A level that nobody has set may be any. */
function differencesBetween(found: RegistryContents, wanted: RegistryContents): readonly string[] {
  const states = new Map(found.subjects.map((subject) => [subject.name, stateOf(subject)]));
  return [
    ...conflictsBetween(found, wanted),
    ...conflictsBetween(wanted, found).map((difference) => `missing: ${difference}`),
    ...(wanted.level === null || wanted.level === found.level
      ? []
      : [`compatibility: found ${found.level ?? 'none'}, expected ${wanted.level}`]),
    ...wanted.subjects
      .filter((subject) => stateOf(subject) !== states.get(subject.name))
      .map((subject) => `${subject.name}: found ${states.get(subject.name) ?? 'none'}, expected ${stateOf(subject)}`),
  ];
}

/** `FULL_TRANSITIVE, deleted 1, 2` */
function stateOf({ level, versions }: RegisteredSubject): string {
  const deleted = versions.filter((version) => version.deleted === true).map(({ version }) => version);
  return `${level ?? 'no level'}, deleted ${deleted.length === 0 ? 'none' : deleted.join(', ')}`;
}

/** What a registry holds that isn't in the contents it is to have. An empty one has none. */
function conflictsBetween(found: RegistryContents, wanted: RegistryContents): readonly string[] {
  const schemas = new Map(wanted.schemas.map((schema) => [schema.id, schema]));
  const subjects = new Map(wanted.subjects.map((subject) => [subject.name, subject]));
  const ofSchemas = found.schemas.flatMap((schema) => {
    const other = schemas.get(schema.id);
    if (isDeepStrictEqual(schema, other)) return [];
    return [
      `schema ${schema.id}: found ${nameOf(schema.schema)}, expected ${other === undefined ? 'none' : nameOf(other.schema)}`,
    ];
  });
  const ofSubjects = found.subjects.flatMap(({ name, versions }) => {
    const others = new Map(subjects.get(name)?.versions.map(({ version, id }) => [version, id]));
    return versions
      .filter(({ version, id }) => others.get(version) !== id)
      .map(
        ({ version, id }) =>
          `${name}, version ${version}: found schema ${id}, expected ${others.get(version) ?? 'no such version'}`,
      );
  });
  return [...ofSchemas, ...ofSubjects];
}

/** The schema's own name, or its first characters. */
function nameOf(schema: string): string {
  return /"name":\s*"([^"]+)"/.exec(schema)?.[1] ?? schema.slice(0, 40);
}
