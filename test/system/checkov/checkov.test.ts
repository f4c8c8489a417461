import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../main.ts';
import { environmentNames } from '../../../platform/index.ts';
import { pythonEnvironment } from '../python-environment.ts';
import { acceptedFindings } from './accepted-findings.ts';
import { review } from './review.ts';
import { scan, type Finding, type Scan } from './scan.ts';

/**
 * A second opinion on the estate, by rules that others wrote: https://www.checkov.io/5.Policy%20Index/terraform.html
 *
 * What checkov finds is mended in `constructs/`, or explained in accepted-findings.ts where it is right the way it is.
 */

/** Everything in it is wrong. */
const carelessStack = {
  resource: {
    google_compute_firewall: {
      world: { name: 'world', network: 'default', allow: [{ protocol: 'all' }], source_ranges: ['0.0.0.0/0'] },
      ssh: {
        name: 'ssh',
        network: 'default',
        allow: [{ protocol: 'tcp', ports: ['22'] }],
        source_ranges: ['0.0.0.0/0'],
      },
    },
    google_project_iam_member: { owner: { project: 'it', role: 'roles/owner', member: 'user:someone@example.com' } },
    google_storage_bucket: { open: { name: 'open', location: 'US', public_access_prevention: 'inherited' } },
    kubernetes_stateful_set_v1: {
      root: {
        metadata: { name: 'root' },
        spec: { template: { spec: { container: [{ name: 'it', security_context: { privileged: true } }] } } },
      },
    },
    google_compute_instance_template: { telling: { metadata: { api_key: '3fK9zQ7xVb2LmN8pRt5WyA1cEg6HjU4s' } } },
  },
};

let stacks: string[];
let scanned: Scan;
let estate: readonly Finding[];
let careless: readonly Finding[];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'second-opinion-'));
  try {
    const [python, synthesis] = await Promise.all([
      // One to two minutes when it is not there yet.
      pythonEnvironment('checkov', new URL('requirements.txt', import.meta.url)),
      synthesize({ environments: environmentNames, outdir: directory }),
    ]);
    stacks = synthesis.stacks.map(({ name }) => name);
    await mkdir(join(directory, 'stacks/careless'));
    await writeFile(join(directory, 'stacks/careless/cdk.tf.json'), JSON.stringify(carelessStack, undefined, 2));
    scanned = await scan(python, join(directory, 'stacks'));
    careless = scanned.findings.filter(({ stack }) => stack === 'careless');
    estate = scanned.findings.filter(({ stack }) => stack !== 'careless');
  } finally {
    await rm(directory, { recursive: true });
  }
}, 600_000);

test('what checkov finds in the estate is explained in accepted-findings.ts, and what is explained there is found', () => {
  expect(review(estate, acceptedFindings)).toEqual({ unexplained: [], unused: [] });
});

test('checkov has judged each stack but those of Terraform Cloud, about whose resources it has no rules', () => {
  expect(stacks.filter((name) => !scanned.judgedStacks.has(name))).toEqual(
    stacks.filter((name) => name.endsWith('-terraform-cloud')),
  );
});

test.each([
  ['a firewall that is open to the world', 'google_compute_firewall.world', 'CKV2_GCP_12'],
  ['SSH from everywhere', 'google_compute_firewall.ssh', 'CKV_GCP_2'],
  ['an owner of the project', 'google_project_iam_member.owner', 'CKV_GCP_117'],
  ['a bucket that can be made public', 'google_storage_bucket.open', 'CKV_GCP_114'],
  ['a bucket that keeps nothing', 'google_storage_bucket.open', 'CKV_GCP_78'],
  ['a privileged container of a StatefulSet', 'kubernetes_stateful_set_v1.root', 'CKV_K8S_16'],
  ['a literal secret', 'google_compute_instance_template.telling.metadata.api_key', 'CKV_SECRET_6'],
])('checkov finds %s', (_, address, check) => {
  expect(careless).toContainEqual(expect.objectContaining({ address, check }));
});

test('a finding that nobody has explained is told with its resource and what is asked for', () => {
  expect(review([...estate, ...careless], acceptedFindings).unexplained).toContain(
    'careless/google_storage_bucket.open: CKV_GCP_78 Ensure Cloud storage has versioning enabled',
  );
});

test('an explanation holds for the resource that it names, and not for another', () => {
  const [first] = acceptedFindings;
  const elsewhere = estate.map((finding) => ({ ...finding, address: `${finding.address}-other` }));
  const { unexplained, unused } = review(elsewhere, acceptedFindings);
  expect(unexplained).toHaveLength(estate.length);
  expect(unused).toContain(`${first!.resources[0]!}: ${first!.check}`);
});
