import { definePlatform, environments, platformOf } from '../../../platform/index.ts';
import { ofType, synthesizeEstate, type EstateJson, type Json } from './synthesized-estate.ts';

const production = synthesizeEstate(platformOf('production'));
const cloud = production['terraform-cloud']!;
const areas = (estate: EstateJson) => Object.keys(estate).filter((area) => area !== 'terraform-cloud');

/** `kafka` of `${tfe_workspace.workspace-kafka.id}`. */
const areaOf = (reference: string) => /tfe_workspace\.workspace-([a-z-]+)\.id/.exec(reference)![1]!;

/** Areas whose outputs a stack reads. */
const readBy = (stack: Json): string[] =>
  Object.values<Json>(stack['data']?.terraform_remote_state ?? {}).map((data: Json) =>
    data.config.workspaces.name.replace('production-', ''),
  );

test('has a workspace for each stack, of its name', () => {
  expect(ofType(cloud, 'tfe_workspace').map(({ name }) => name)).toEqual(
    areas(production)
      .map((area) => `production-${area}`)
      .sort(),
  );
  for (const area of areas(production)) {
    expect(production[area]!['terraform'].cloud).toEqual({
      organization: 'alphintra',
      workspaces: { name: `production-${area}` },
    });
  }
});

test('tells the outputs of a stack to those that read them, and no others', () => {
  const consumers = new Map(
    ofType(cloud, 'tfe_workspace_settings').map((settings) => [
      areaOf(settings.workspace_id),
      settings.remote_state_consumer_ids.map(areaOf) as string[],
    ]),
  );
  for (const area of areas(production)) {
    for (const producer of readBy(production[area])) expect(consumers.get(producer)).toContain(area);
  }
  for (const settings of ofType(cloud, 'tfe_workspace_settings')) expect(settings.global_remote_state).toBe(false);
});

test('plans those that build on a stack anew when it was applied, and applies nothing by itself', () => {
  const triggers = ofType(cloud, 'tfe_run_trigger').map((trigger) => [
    areaOf(trigger.sourceable_id),
    areaOf(trigger.workspace_id),
  ]);
  expect(triggers).toContainEqual(['foundation', 'kafka']);
  expect(triggers).toContainEqual(['kafka', 'automation']);
  for (const workspace of ofType(cloud, 'tfe_workspace')) expect(workspace.auto_apply).toBe(false);
});

test('leaves the stack of the project to a person, and runs all others', () => {
  const modes = ofType(cloud, 'tfe_workspace_settings').map((settings) => [
    areaOf(settings.workspace_id),
    settings.execution_mode,
  ]);
  expect(modes.filter(([, mode]) => mode === 'local')).toEqual([['project', 'local']]);
});

test('gives runs an identity without a key', () => {
  const variables = Object.fromEntries(ofType(cloud, 'tfe_variable').map(({ key, value }) => [key, value]));
  expect(Object.keys(variables)).toEqual([
    'TFC_GCP_APPLY_SERVICE_ACCOUNT_EMAIL',
    'TFC_GCP_PLAN_SERVICE_ACCOUNT_EMAIL',
    'TFC_GCP_PROVIDER_AUTH',
    'TFC_GCP_WORKLOAD_PROVIDER_NAME',
  ]);
  expect(JSON.stringify(variables)).not.toMatch(/GOOGLE_CREDENTIALS|private_key/);
});

test.each([
  ['gcs', { gcs: { bucket: 'alphintra-production-terraform-state', prefix: 'production-kafka' } }],
  ['local', { local: { path: '../../../.platform/terraform/production-kafka.tfstate' } }],
] as const)('keeps state elsewhere where the platform says so: %s', (kind, backend) => {
  const estate = synthesizeEstate(definePlatform({ ...environments.production, state: { kind } }));
  expect(estate.kafka['terraform'].backend).toEqual(backend);
  expect(estate).not.toHaveProperty(['terraform-cloud']);
  const [remote] = Object.values<Json>(estate.kafka['data'].terraform_remote_state);
  expect(remote.backend).toBe(kind);
  expect(JSON.stringify(remote.config)).toContain('production-foundation');
});
