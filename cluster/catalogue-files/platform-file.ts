import { z } from 'zod';
import { placementRules, writeRules, type CataloguePlatform } from './catalogue.ts';
import { list, mapping, oneOf, readYamlFile, repeated, text, wholeNumber, type Problem } from './yaml-file.ts';
import { oneLine, yamlFile } from './yaml-text.ts';

export const platformFile = 'platform.yaml';

/** Raised when the shape of the files changes: old ones are then refused instead of misread. */
const formatVersion = '1';

const shape = mapping({
  format: z.literal(formatVersion, formatVersion),
  clusterId: text("Kafka's id of the cluster"),
  writes: oneOf(writeRules),
  placement: oneOf(placementRules),
  registry: text("the base of the schema registry's API").exactOptional(),
  durability: mapping({ replicationFactor: wholeNumber(1), minInSyncReplicas: wholeNumber(1) }),
  brokers: list(mapping({ id: wholeNumber(0), rack: text('a rack').exactOptional() })).min(1, 'at least one broker'),
});

const comment = [
  'One cluster as data: what kafka-platform plan, drift and apply want with --catalogue and this directory.',
  'docs/how-to/import-a-cluster.md tells what each file says.',
  '',
  'writes:    saved-plan  changes need a plan that was saved and reviewed (plan --out FILE)',
  '           direct      apply --yes may plan and apply in one go',
  'placement: keep        replicas stay on the brokers where they are',
  '           spread      replicas move until they are in different racks and brokers are about equally full',
  'durability             of what the platform itself writes down, and of new topics that have no replicationFactor',
];

/** Its keys stand in a fixed order. */
export function renderPlatform(platform: CataloguePlatform): string {
  const { clusterId, writes, placement, registry, durability, brokers } = platform;
  return yamlFile(comment, {
    format: Number(formatVersion),
    clusterId,
    writes,
    placement,
    ...(registry === undefined ? {} : { registry }),
    durability,
    brokers: [...brokers].sort((left, right) => left.id - right.id).map(oneLine),
  });
}

export function parsePlatform(content: string, problems: Problem[]): CataloguePlatform | undefined {
  const file = readYamlFile(platformFile, content, shape, problems);
  if (file === undefined) return undefined;
  const { format, ...platform } = file.value;
  const wrong = (path: readonly (string | number)[], found: string | number, expected: string) =>
    problems.push({ place: file.placeOf(path), found: String(found), expected });
  for (const broker of repeated(platform.brokers, ({ id }) => String(id))) {
    wrong(['brokers', platform.brokers.indexOf(broker), 'id'], broker.id, 'each broker once');
  }
  const { replicationFactor, minInSyncReplicas } = platform.durability;
  if (replicationFactor > platform.brokers.length) {
    wrong(['durability', 'replicationFactor'], replicationFactor, `at most the ${platform.brokers.length} brokers`);
  }
  if (minInSyncReplicas > replicationFactor) {
    wrong(['durability', 'minInSyncReplicas'], minInSyncReplicas, `at most the replicationFactor ${replicationFactor}`);
  }
  return platform;
}
