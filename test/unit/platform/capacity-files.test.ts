import { readFileSync } from 'node:fs';
import { environmentNames, platformOf } from '../../../platform/index.ts';

/** What is automated may propose to change these, and nothing else. */
const fields = {
  kafka: ['brokers', 'diskSizeGb'],
  zookeeper: ['diskSizeGb'],
  schemaRegistry: ['replicas'],
  connect: ['workers'],
};

test.each(environmentNames)(
  'the capacity of %s is one small file of counts and sizes, and the platform has it',
  (name) => {
    const file = new URL(`../../../platform/environments/capacity/${name}.json`, import.meta.url);
    const capacity = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, number>>;
    const found = Object.entries(capacity).map(([part, values]) => [part, Object.keys(values)]);
    expect(Object.fromEntries(found)).toEqual(fields);
    expect(platformOf(name)).toMatchObject(capacity);
  },
);
