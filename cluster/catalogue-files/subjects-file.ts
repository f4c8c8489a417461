import { z } from 'zod';
import { compatibilityLevels } from '../../schemas/index.ts';
import type { SchemaType } from '../kinds/subject.ts';
import type { CatalogueSchema, CatalogueSubject } from './catalogue.ts';
import { list, mapping, oneOf, readYamlFile, repeated, text, wholeNumber, type Problem } from './yaml-file.ts';
import { byText, oneLine, yamlFile } from './yaml-text.ts';

export const subjectsFile = 'subjects.yaml';

/** The schemas themselves, a file each. Its ending tells the type. */
function isSchemaFile(file: string): boolean {
  return file.startsWith('subjects/');
}

const endingOf = { AVRO: '.avsc', JSON: '.json', PROTOBUF: '.proto' } as const satisfies Record<SchemaType, string>;

const reference = mapping({ name: z.string('a name'), subject: text('a subject'), version: wholeNumber(1) });
const shape = mapping({
  subjects: list(
    mapping({
      name: text('the name of a subject'),
      level: oneOf(compatibilityLevels).exactOptional(),
      versions: list(
        mapping({
          version: wholeNumber(1),
          file: text('a file in subjects/'),
          references: list(reference).default([]),
        }),
      ).min(1, 'at least one version'),
    }),
  ),
});

const comment = [
  'Subjects of the schema registry, with all versions in use; the files have the schemas. The plan wants the last version',
  "and the level; a subject without a level follows the registry's own. A subject that is taken out is left alone.",
];

/** @returns texts by path: the list, and a file for each version */
export function renderSubjects(subjects: readonly CatalogueSubject[]): ReadonlyMap<string, string> {
  const sorted = [...subjects].sort(byText(({ name }) => name));
  const index = yamlFile(comment, {
    subjects: sorted.map((subject) => ({
      name: subject.name,
      ...(subject.level === null ? {} : { level: subject.level }),
      versions: subject.versions.map((schema) =>
        oneLine({
          version: schema.version,
          file: fileOf(subject.name, schema),
          ...(schema.references.length > 0 ? { references: schema.references } : {}),
        }),
      ),
    })),
  });
  const schemas = sorted.flatMap(({ name, versions }) =>
    versions.map((schema) => [fileOf(name, schema), spaced(schema.schema)] as const),
  );
  return new Map([[subjectsFile, index], ...schemas]);
}

/** Names of subjects may have slashes and be `..`: no name leads out of the directory, and no two to one file. */
function fileOf(subject: string, { version, type }: CatalogueSchema): string {
  const folder = encodeURIComponent(subject).replace(/^\./, '%2E').replaceAll('*', '%2A');
  return `subjects/${folder}/${version}${endingOf[type]}`;
}

/** JSON is laid out in lines, so that a difference shows, unless that would change a number in it. */
function spaced(schema: string): string {
  return schema === unspacedJson(schema) ? `${JSON.stringify(JSON.parse(schema), undefined, 2)}\n` : schema;
}

/** A schema's text in the form that a catalogue holds it: JSON without white space where nothing gets lost. */
export function schemaText(text: string): string {
  const unspaced = unspacedJson(text);
  return unspaced !== undefined && `${JSON.stringify(JSON.parse(text), undefined, 2)}\n` === text ? unspaced : text;
}

function unspacedJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @param files all in the directory, by path */
export function parseSubjects(files: ReadonlyMap<string, string>, problems: Problem[]): readonly CatalogueSubject[] {
  const file = readYamlFile(subjectsFile, files.get(subjectsFile) ?? 'subjects: []', shape, problems);
  if (file === undefined) return [];
  const { subjects } = file.value;
  for (const subject of repeated(subjects, ({ name }) => name)) {
    const place = file.placeOf(['subjects', subjects.indexOf(subject), 'name']);
    problems.push({ place, found: `"${subject.name}"`, expected: 'each subject once' });
  }
  const named = new Set(subjects.flatMap(({ versions }) => versions.map((version) => version.file)));
  for (const path of [...files.keys()].filter((each) => isSchemaFile(each) && !named.has(each))) {
    problems.push({ place: path, found: 'a schema', expected: `a version in ${subjectsFile} that names it` });
  }
  return subjects.map(({ name, level = null, versions }, at) => ({
    name,
    level,
    versions: versions.flatMap(({ version, file: path, references }, index): CatalogueSchema[] => {
      const wrong = (key: string, found: string, expected: string) =>
        problems.push({ place: file.placeOf(['subjects', at, 'versions', index, key]), found, expected });
      if (version <= (versions[index - 1]?.version ?? 0)) {
        wrong('version', String(version), 'versions in ascending order, each once');
      }
      const schema = files.get(path);
      const type = typeOf(path);
      if (!isSchemaFile(path) || schema === undefined) wrong('file', `no file ${path}`, 'a file in subjects/');
      else if (type === undefined) wrong('file', path, `one of ${Object.values(endingOf).join(', ')}`);
      else return [{ version, type, schema: schemaText(schema), references }];
      return [];
    }),
  }));
}

function typeOf(path: string): SchemaType | undefined {
  return (Object.keys(endingOf) as SchemaType[]).find((type) => path.endsWith(endingOf[type]));
}
