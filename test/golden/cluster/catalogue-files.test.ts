import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importedCatalogue } from '../../../cluster/catalogue-files/from-cluster.ts';
import { parseCatalogue } from '../../../cluster/catalogue-files/parse-catalogue.ts';
import { renderCatalogue } from '../../../cluster/catalogue-files/render-catalogue.ts';
import { expectGolden } from '../matcher.ts';

const golden = new URL('catalogue/', import.meta.url);

const rule = {
  resourceType: 'TOPIC',
  resourceName: 'billing.invoices',
  patternType: 'LITERAL',
  principal: 'User:billing',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
} as const;
const order = '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}';
const partition = (id: number) => ({ id, leader: 1, replicas: [1, 2, 3], inSync: [1, 2, 3] });

const { catalogue } = importedCatalogue({
  clusterId: 'p0hwgoe0RnmKdmm4PqBSUg',
  brokers: [{ id: 1, rack: 'zone-a' }, { id: 2, rack: 'zone-b' }, { id: 3 }],
  topics: [
    {
      name: 'shop.orders',
      internal: false,
      partitions: [0, 1, 2].map(partition),
      configs: { 'retention.ms': '604800000', 'cleanup.policy': 'compact,delete', preallocate: 'false' },
    },
    { name: 'billing.invoices', internal: false, partitions: [partition(0)], configs: {} },
  ],
  acls: [
    rule,
    { ...rule, operation: 'DESCRIBE' },
    { ...rule, operation: 'WRITE', permission: 'DENY' },
    { ...rule, resourceName: 'shop.', patternType: 'PREFIXED', host: '10.0.0.7' },
    { ...rule, resourceType: 'GROUP', resourceName: 'billing', patternType: 'PREFIXED' },
    { ...rule, principal: 'User:*', resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'DESCRIBE' },
  ],
  quotas: new Map([
    ['billing', { producer_byte_rate: 1_048_576, request_percentage: 12.5 }],
    ['{"user":null,"client-id":"reports"}', { consumer_byte_rate: 524_288 }],
    ['{"ip":"10.0.0.7"}', { connection_creation_rate: 5 }],
  ]),
  users: new Map([
    ['shop', { 'SCRAM-SHA-512': 4_096, 'SCRAM-SHA-256': 4_096 }],
    ['billing', { 'SCRAM-SHA-256': 4_096 }],
  ]),
  registry: {
    url: 'https://registry.example:8081',
    contents: {
      format: 1,
      level: 'BACKWARD',
      schemas: [
        { id: 1, type: 'AVRO', schema: order, references: [] },
        {
          id: 2,
          type: 'AVRO',
          schema: `["null","shop.Order"]`,
          references: [{ name: 'shop.Order', subject: 'shop/order', version: 1 }],
        },
        { id: 3, type: 'PROTOBUF', schema: 'syntax = "proto3";\nmessage Invoice { string id = 1; }\n', references: [] },
      ],
      subjects: [
        { name: 'shop/order', level: 'FULL', versions: [{ version: 1, id: 1 }] },
        {
          name: 'shop.orders-value',
          level: null,
          versions: [
            { version: 1, id: 1 },
            { version: 2, id: 2 },
          ],
        },
        { name: 'billing.invoices-value', level: 'NONE', versions: [{ version: 1, id: 3 }] },
      ],
    },
  },
});

const files = renderCatalogue(catalogue);

test.each([...files.keys()])('%s of a small cluster is written for people who review a difference', (file) => {
  expectGolden(files.get(file)!, new URL(file.replaceAll('%', '%25'), golden));
});

test('the committed files are a catalogue, and no other file lies there', () => {
  const dir = fileURLToPath(golden);
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length));
  expect(paths.sort()).toEqual([...files.keys()].sort());
  const committed = new Map(paths.map((path) => [path, readFileSync(join(dir, path), 'utf8')]));
  expect([...renderCatalogue(parseCatalogue(committed, 'catalogue'))]).toEqual([...files]);
});
