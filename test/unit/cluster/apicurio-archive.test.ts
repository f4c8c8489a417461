import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { archiveOf, contentsIn, registryContents } from '../../../cluster/index.ts';

/** An export as Apicurio 2.6 writes it: one file a content, version and rule. */
function archive(...files: readonly (readonly [name: string, content: unknown])[]): Uint8Array {
  return zipSync(
    Object.fromEntries(
      files.map(([name, content]) => [name, strToU8(typeof content === 'string' ? content : JSON.stringify(content))]),
    ),
  );
}

const content = (contentId: number, text: string) =>
  [
    [`content/hash${contentId}.Content.json`, { contentId, contentHash: `hash${contentId}`, artifactType: null }],
    [`content/hash${contentId}.Content.data`, text],
  ] as const;
const version = (
  artifactId: string,
  versionId: number,
  contentId: number,
  state = 'ENABLED',
  groupId: string | null = null,
) =>
  [
    `groups/default/artifacts/${artifactId}/versions/${versionId}.ArtifactVersion.json`,
    { groupId, artifactId, version: String(versionId), versionId, state, contentId },
  ] as const;
const rule = (artifactId: string, type: string, configuration: string) =>
  [
    `groups/default/artifacts/${artifactId}/rules/${type}.ArtifactRule.json`,
    { groupId: null, artifactId, type, configuration },
  ] as const;

test('gives each subject its versions in order and its level, and each schema its id', () => {
  const bytes = archive(
    ['manifest-2026.Manifest.json', { systemVersion: '2.6.13.Final' }],
    ...content(1, '"int"'),
    ...content(2, '"long"'),
    ...content(3, '"no version has it any more"'),
    version('a', 10, 2),
    version('a', 9, 1),
    version('b', 1, 1),
    rule('a', 'VALIDITY', 'FULL'),
    rule('a', 'COMPATIBILITY', 'FULL_TRANSITIVE'),
    ['rules/COMPATIBILITY.GlobalRule.json', { ruleType: 'COMPATIBILITY', configuration: 'BACKWARD' }],
  );
  expect(contentsIn(bytes)).toEqual({
    format: 1,
    level: 'BACKWARD',
    schemas: [
      { id: 1, type: 'AVRO', schema: '"int"', references: [] },
      { id: 2, type: 'AVRO', schema: '"long"', references: [] },
    ],
    subjects: [
      {
        name: 'a',
        level: 'FULL_TRANSITIVE',
        versions: [
          { version: 9, id: 1 },
          { version: 10, id: 2 },
        ],
      },
      { name: 'b', level: null, versions: [{ version: 1, id: 1 }] },
    ],
  });
});

test('deleted versions are told to be, and what lies in a group is no subject of the API', () => {
  const bytes = archive(
    ...content(1, '"int"'),
    version('a', 1, 1, 'DISABLED'),
    version('a', 2, 1),
    version('elsewhere', 1, 1, 'ENABLED', 'team'),
  );
  const versions = [
    { version: 1, id: 1, deleted: true },
    { version: 2, id: 1 },
  ];
  expect(contentsIn(bytes).subjects).toEqual([{ name: 'a', level: null, versions }]);
});

test('an export that lacks a content is refused', () => {
  expect(() => contentsIn(archive(version('a', 1, 7)))).toThrow('found no content 7');
});

test('a registry without subjects has none', () => {
  expect(contentsIn(archive(['manifest-2026.Manifest.json', {}]))).toEqual(registryContents(null, [], []));
});

test('an archive that is made of contents holds them', () => {
  const level = fc.constantFrom(null, 'FULL', 'BACKWARD_TRANSITIVE');
  const reference = fc.record({
    name: fc.string(),
    subject: fc.string({ minLength: 1 }),
    version: fc.integer({ min: 1 }),
  });
  const schema = fc.record({
    id: fc.integer({ min: 1 }),
    type: fc.constantFrom('AVRO', 'JSON'),
    schema: fc.string(),
    references: fc.array(reference, { maxLength: 2 }),
  });
  const schemasAnd = fc
    .uniqueArray(schema, { selector: ({ schema, references }) => schema + JSON.stringify(references) })
    .map((schemas) => schemas.map((each, index) => ({ ...each, id: index + 1 })));
  const contents = schemasAnd.chain((schemas) =>
    fc
      .uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), level }), { selector: ({ name }) => name })
      .map((named) =>
        registryContents(
          'FULL',
          named.length === 0 ? [] : schemas,
          named
            .map((subject, at) => ({
              ...subject,
              versions: schemas.map(({ id }, index) => ({
                version: index + 1,
                id,
                ...((at + index) % 3 === 0 ? { deleted: true as const } : {}),
              })),
            }))
            .filter(({ versions }) => versions.length > 0),
        ),
      ),
  );
  fc.assert(fc.property(contents, (each) => expect(contentsIn(archiveOf(each))).toEqual(each)));
});
