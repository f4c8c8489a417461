import {
  definePlatform,
  environmentNames,
  environments,
  platformOf,
  type Platform,
} from '../../../../platform/index.ts';
import { withOutsideClients } from '../../platform/with-outside-clients.ts';
import { contradictions } from '../bindings.ts';
import { resourcesOf, synthesizeEstate, type Resource } from '../synthesized-estate.ts';
import { defaultAccounts, looseGrants, publicPlaces, secretsInState, unjustifiedRules } from './access.ts';
import { missingKeys } from './customer-keys.ts';
import { impossibleLabels, unlabelled, unlabelledStacks } from './labels.ts';
import { destructible } from './lasting.ts';
import { refusals } from './provider-constraints.ts';
import { circles, danglingReferences } from './references.ts';
import { impossibleNames, takenNames } from './resource-names.ts';

/** Each finds what breaks it; what it finds by itself is tested beside it. */
const policies: Readonly<Record<string, (resources: readonly Resource[]) => string[]>> = {
  'each resource has what its type requires and no value that it excludes': (resources) =>
    resources.flatMap(({ type, attributes }) => contradictions(type, attributes)),
  'each resource is one that the provider takes': (resources) =>
    resources.filter(({ type }) => type.startsWith('google_')).flatMap(refusals),
  'nothing is reached from the internet': publicPlaces,
  'nothing runs as a default account': defaultAccounts,
  'no one has a basic role, and nothing is granted to everyone': looseGrants,
  "no secret comes into Terraform's state": secretsInState,
  'everything that can be is encrypted with a key of the estate': missingKeys,
  'each firewall rule says what it is for': unjustifiedRules,
  'everything that can be is labelled with who pays': unlabelled,
  'all labels are ones that Google Cloud takes': impossibleLabels,
  'nothing that lasts can be destroyed in passing': destructible,
  'all names are ones that Google Cloud takes': impossibleNames,
  'no two resources are one thing': takenNames,
};

const platforms: [what: string, platform: Platform][] = [
  ...environmentNames.map((name): [string, Platform] => [name, platformOf(name)]),
  ['production, with clients of other networks', definePlatform(withOutsideClients(environments.production))],
];

describe.each(platforms)('%s', (_environment, platform) => {
  const { environment } = platform;
  const estate = synthesizeEstate(platform);
  const resources = resourcesOf(...Object.values(estate));

  test.each(Object.entries(policies))('%s', (_, findings) => {
    expect(findings(resources)).toEqual([]);
  });

  test('each stack labels what its provider makes with who pays', () => {
    expect(unlabelledStacks(Object.values(estate))).toEqual([]);
  });

  test('each reference leads to something, across stacks too', () => {
    expect(danglingReferences(estate, environment)).toEqual([]);
  });

  test('nothing waits for itself', () => {
    expect(circles(estate, environment)).toEqual([]);
  });
});
