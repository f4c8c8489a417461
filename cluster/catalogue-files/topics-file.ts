import { z } from 'zod';
import { usualQuarantineDays } from '../../topics/index.ts';
import type { RemovedTopic } from '../kinds/topic.ts';
import type { CatalogueTopic } from './catalogue.ts';
import { list, mapping, readYamlFile, repeated, text, wholeNumber, type Problem } from './yaml-file.ts';
import { byText, plain, yamlFile } from './yaml-text.ts';

export const topicsFile = 'topics.yaml';

/** Topics may be in several files, so that each of their owners has one. */
export function isTopicsFile(file: string): boolean {
  return file === topicsFile || /^topics\/[^/]+\.yaml$/.test(file);
}

const shape = mapping({
  topics: list(
    mapping({
      name: text('the name of a topic'),
      partitions: wholeNumber(1),
      replicationFactor: wholeNumber(1).exactOptional(),
      key: text("what its records' key is").exactOptional(),
      configs: z.record(z.string(), z.string('a value'), "settings of the topic's own").default({}),
    }),
  ).default([]),
  removed: list(
    mapping({
      topic: text('the name of a topic'),
      date: z.iso.date('the day on which it was taken out, as 2026-11-25'),
      reason: text('why it goes'),
      quarantineDays: wholeNumber(0).default(usualQuarantineDays),
    }),
  ).default([]),
});

const comment = [
  'Topics with what is set on them; whatever is not here follows the brokers. They may be spread over files topics/*.yaml.',
  'A topic that is taken out is left alone. One that is to go is named under "removed", with topic, date and reason;',
  'for 7 days (or quarantineDays) its users are cut off, and it can be taken back by deleting it there.',
];

export function renderTopics(topics: readonly CatalogueTopic[], removed: readonly RemovedTopic[]): string {
  return yamlFile(comment, {
    topics: [...topics]
      .sort(byText(({ name }) => name))
      .map(({ name, partitions, replicationFactor, key, configs }) => ({
        name,
        partitions,
        ...(replicationFactor === undefined ? {} : { replicationFactor }),
        ...(key === undefined ? {} : { key }),
        ...(Object.keys(configs).length === 0 ? {} : { configs: settingsOf(configs) }),
      })),
    ...(removed.length === 0 ? {} : { removed: [...removed].sort(byText(({ topic }) => topic)) }),
  });
}

function settingsOf(configs: CatalogueTopic['configs']) {
  const sorted = Object.entries(configs).sort(byText(([name]) => name));
  return Object.fromEntries(sorted.map(([name, value]) => [name, plain(value)]));
}

/** @param files their texts, by path */
export function parseTopics(files: ReadonlyMap<string, string>, problems: Problem[]) {
  const read = [...files].flatMap(([file, content]) => readYamlFile(file, content, shape, problems) ?? []);
  const topics = read.flatMap(({ value, placeOf }) =>
    value.topics.map((topic, index) => ({ topic, place: placeOf(['topics', index, 'name']) })),
  );
  const removed = read.flatMap(({ value, placeOf }) =>
    value.removed.map((tombstone, index) => ({ tombstone, place: placeOf(['removed', index, 'topic']) })),
  );
  for (const { topic, place } of repeated(topics, (each) => each.topic.name)) {
    const first = topics.find((each) => each.topic.name === topic.name)?.place ?? '';
    problems.push({ place, found: `"${topic.name}"`, expected: `each topic once; ${first} has it` });
  }
  for (const { tombstone, place } of repeated(removed, (each) => each.tombstone.topic)) {
    problems.push({ place, found: `"${tombstone.topic}"`, expected: 'each topic once' });
  }
  const declared = new Set(topics.map(({ topic }) => topic.name));
  for (const { tombstone, place } of removed.filter((each) => declared.has(each.tombstone.topic))) {
    problems.push({ place, found: `"${tombstone.topic}"`, expected: 'a topic that is not among the topics any more' });
  }
  return { topics: topics.map(({ topic }): CatalogueTopic => topic), removed: removed.map((each) => each.tombstone) };
}
