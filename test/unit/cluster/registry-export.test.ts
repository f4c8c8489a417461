import { strToU8, zipSync } from 'fflate';
import { subjectsInExport } from '../../../cluster/registry-export.ts';

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

test('gives each subject its versions in order and its level', () => {
  const bytes = archive(
    ['manifest-2026.Manifest.json', { systemVersion: '2.6.13.Final' }],
    ...content(1, '"int"'),
    ...content(2, '"long"'),
    version('a', 10, 2),
    version('a', 9, 1),
    version('b', 1, 1),
    rule('a', 'VALIDITY', 'FULL'),
    rule('a', 'COMPATIBILITY', 'FULL_TRANSITIVE'),
    ['rules/COMPATIBILITY.GlobalRule.json', { ruleType: 'COMPATIBILITY', configuration: 'BACKWARD' }],
  );
  expect([...subjectsInExport(bytes)]).toEqual([
    ['a', { level: 'FULL_TRANSITIVE', versions: [9, 10], schemas: ['"int"', '"long"'] }],
    ['b', { level: null, versions: [1], schemas: ['"int"'] }],
  ]);
});

test('deleted versions do not count, and what lies in a group is no subject of the API', () => {
  const bytes = archive(
    ...content(1, '"int"'),
    version('a', 1, 1, 'DISABLED'),
    version('a', 2, 1),
    version('gone', 1, 1, 'DISABLED'),
    version('elsewhere', 1, 1, 'ENABLED', 'team'),
  );
  expect([...subjectsInExport(bytes)]).toEqual([
    ['a', { level: null, versions: [2], schemas: ['"int"'] }],
    ['gone', { level: null, versions: [], schemas: [] }],
  ]);
});

test('a registry without subjects has none', () => {
  expect([...subjectsInExport(archive(['manifest-2026.Manifest.json', {}]))]).toEqual([]);
});
