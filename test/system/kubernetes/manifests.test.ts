import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { environmentNames, platformOf } from '../../../platform/index.ts';
import { synthesizeEstate } from '../../unit/constructs/synthesized-estate.ts';
import type { Json } from '../../unit/constructs/stack-json.ts';
import { pythonEnvironment } from '../python-environment.ts';
import { manifestsOf } from './manifests.ts';

/**
 * Kubernetes' own schema over what Terraform sends to it, by kubernetes-validate, which carries the schemas.
 *
 * Clusters follow GKE's channel REGULAR, so every version that it offers has to take the manifests:
 * https://docs.cloud.google.com/kubernetes-engine/docs/release-notes, "Current versions", late 2026.
 */
const versions = ['1.34', '1.35', '1.36'];

let python: string;
let scratch: string;
let manifests: Json[];
let said: readonly string[];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'manifests-'));
  python = await pythonEnvironment('kubernetes-validate', new URL('requirements.txt', import.meta.url));
  // Other environments have other numbers in the same fields.
  manifests = manifestsOf(synthesizeEstate(platformOf('production')).workloads);
  said = await verdict(manifests);
}, 300_000);
afterAll(() => rm(scratch, { recursive: true }));

/** What the validator has to say against manifests, a line each. */
async function verdict(judged: readonly Json[]): Promise<string[]> {
  const file = join(scratch, 'manifests.yaml');
  // Each document of JSON is one of YAML.
  await writeFile(file, judged.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
  const { stdout, stderr } = await execa(
    python,
    [
      ...['-m', 'kubernetes_validate', '--strict', '--quiet'],
      ...versions.flatMap((version) => ['-k', version]),
      file, // Whatever comes behind it would be another file.
    ],
    { reject: false },
  );
  if (stderr !== '') throw new Error(`kubernetes-validate: found ${stderr}, expected a verdict`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(`${file} `, ''));
}

const aboutCustomResource = /^WARN Couldn't find schema for kind SecretProviderClass /;

test('the versions above are those of the channel that clusters follow', () => {
  expect(new Set(environmentNames.map((name) => platformOf(name).gke.releaseChannel))).toEqual(new Set(['REGULAR']));
});

test('Kubernetes knows all that workloads say, and takes each value', () => {
  expect(new Set(manifests.map(({ kind }) => kind)).size).toBe(9);
  expect(said.filter((line) => !aboutCustomResource.test(line))).toEqual([]);
});

test('what Kubernetes has no schema for is the one custom resource, which Terraform asks the cluster about', () => {
  const custom = manifests.filter(({ kind }) => kind === 'SecretProviderClass');
  expect(said.filter((line) => aboutCustomResource.test(line))).toHaveLength(custom.length * versions.length);
});

describe('a manifest that is wrong is refused in every version', () => {
  test.each([
    [
      'a container’s block that is named in the singular',
      '"containers":',
      '"container":',
      "'containers' is a required",
    ],
    ['a misspelt field deep inside', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem', 'was unexpected'],
    ['text for a number', '"replicas":1', '"replicas":"one"', "'one' is not of type 'integer'"],
    ['a list for an object', /"selector":(\{.*?\}\})/g, '"selector":[$1]', "is not of type 'object'"],
    ['pods without a selector', '"selector":{', '"selektor":{', "'selector' is a required property"],
  ])(
    '%s',
    async (_, right, wrong, complaint) => {
      const text = JSON.stringify(manifests.find(({ kind }) => kind === 'StatefulSet'));
      const spoilt = text.replaceAll(right, wrong);
      expect(spoilt).not.toBe(text);
      const complaints = await verdict([JSON.parse(spoilt)]);
      expect(complaints).toHaveLength(versions.length);
      for (const line of complaints) expect(line).toContain(complaint);
    },
    60_000,
  );
});
