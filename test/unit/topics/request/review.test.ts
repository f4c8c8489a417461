import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { platformOf } from '../../../../platform/index.ts';
import {
  catalogueEntry,
  catalogueFileOf,
  parseTopicRequest,
  reviewTopicRequest,
  topics,
  withCatalogueEntry,
} from '../../../../topics/index.ts';

const production = platformOf('production');

/** What the request asks for is in the catalogue, so it is looked at as if that topic had not been. */
const catalogue = topics.filter(({ name }) => name !== 'marketplace-subscriptions');
const request = {
  name: 'marketplace-subscriptions',
  owner: 'marketplace',
  domain: 'marketplace',
  key: 'payload.userId',
  events: topics.find(({ name }) => name === 'marketplace-subscriptions')!.events,
  partitions: 30,
  retention: { class: 'financial', reason: 'Subscriptions are billed over a fiscal year' },
  expectedBytesPerSecond: 500,
};

const reviewed = (changed: object, tombstones: Parameters<typeof reviewTopicRequest>[1]['tombstones'] = []) =>
  reviewTopicRequest(parseTopicRequest({ ...request, ...changed }), { platform: production, catalogue, tombstones });
const refusals = (...asked: Parameters<typeof reviewed>) =>
  reviewed(...asked)
    .filter(({ level }) => level === 'refuse')
    .map(({ rule, message }) => `${rule}: ${message}`);

test('a good request passes each rule, which tells why', () => {
  expect(reviewed({})).toMatchObject([
    { rule: 'name', level: 'ok' },
    { rule: 'events', level: 'ok' },
    { rule: 'key', level: 'ok' },
    {
      rule: 'partitions',
      level: 'ok',
      message: expect.stringMatching(/^\d{4} in all then, \d{4} replicas on a broker$/),
    },
    { rule: 'retention', level: 'ok', message: `class financial: ${request.retention.reason}` },
    { rule: 'replication', level: 'ok', message: '3 replicas, 2 of them in sync, as everywhere' },
    { rule: 'disk', level: 'ok', message: expect.stringContaining('GiB usable') },
  ]);
});

test.each<[what: string, changed: object, refusal: string]>([
  [
    'a name that brokers refuse',
    { name: 'Orders_New' },
    'name: name: found "Orders_New", expected a name that brokers',
  ],
  [
    'a name with a dot, which is for others',
    { name: 'orders.new' },
    'name: name: found "orders.new", expected lower-case',
  ],
  ['a name that is taken', { name: 'trading-orders' }, 'found "trading-orders", which the catalogue has already'],
  [
    'an event that isn’t written',
    { events: ['marketplace.coupon.issued'] },
    'expected an event of schemas/events/; write',
  ],
  ['an event twice', { events: [request.events[0], request.events[0]] }, 'events.1: found "marketplace.subscription'],
  ['an event of another domain', { events: ['user.registered'] }, 'it is one of system: ask for a topic there'],
  ['an event that a topic carries', { events: ['revenue.shared'] }, 'read it from revenue-sharing, its only topic'],
  ['a key that an event lacks', { key: 'payload.symbol' }, 'key: key: found "payload.symbol", expected a text field'],
  ['too many partitions', { partitions: 101 }, 'partitions: partitions: found 101, expected at most 100'],
  [
    'compaction of events that don’t tell all',
    { retention: { class: 'state', reason: 'Only the latest is of interest' } },
    'retention.class: found "state" and ',
  ],
  ['more than the disks hold', { expectedBytesPerSecond: 1e6 }, 'kafka.diskSizeGb: '],
])('%s is refused', (_, changed, refusal) => {
  expect(refusals(changed).join('\n')).toContain(refusal);
});

test('a good name is refused when a tombstone has it', () => {
  const buried = { topic: request.name, date: '2026-11-25', reason: 'Nobody used it' };
  expect(refusals({}, [buried])).toEqual([expect.stringContaining('which a tombstone removes, expected a new name')]);
});

test('all that is wrong is told at once', () => {
  const asked = { name: 'Orders', key: 'payload.nothing', partitions: 1_000, expectedBytesPerSecond: 1e9 };
  expect(new Set(refusals(asked).map((line) => line.split(':')[0]))).toEqual(
    new Set(['name', 'key', 'partitions', 'disk']),
  );
});

test.each<[changed: object, message: string]>([
  [{ name: undefined }, 'topic "(without a name)": name: found nothing'],
  [{ owner: 'nobody' }, 'owner: found "nobody", expected one of'],
  [{ domain: 'sales' }, 'domain: found "sales", expected one of'],
  [{ events: [] }, 'events: found [], expected at least one event type'],
  [{ partitions: 0 }, 'partitions: found 0, expected 1 or more'],
  [{ partitions: 1.5 }, 'partitions: found 1.5, expected a whole number'],
  [{ replicas: 1 }, 'found replicas, expected only name, owner'],
  [{ retention: { class: 'forever', reason: 'Because we may need it' } }, 'retention.class: found "forever", expected'],
  [{ retention: { class: 'standard', reason: 'x' } }, 'retention.reason: found "x", expected a sentence'],
  [{ retention: { class: 'standard', reason: 'Two lines,\n  process.exit()' } }, 'retention.reason: found'],
  [
    { retention: { class: 'standard', reason: 'As everywhere', days: 3 } },
    'retention: found days, expected only class',
  ],
  [{ expectedBytesPerSecond: -1 }, 'expectedBytesPerSecond: found -1, expected bytes a second, above 0'],
])('what is no request is told by its fields: %j', (changed, message) => {
  expect(() => parseTopicRequest({ ...request, ...changed })).toThrow(message);
});

test.each([null, 'text', 3, []])('%j is no request', (input) => {
  expect(() => parseTopicRequest(input)).toThrow(/^topic "\(without a name\)": /);
});

describe('what is written into the catalogue', () => {
  const asked = parseTopicRequest(request);
  const file = () => readFile(catalogueFileOf(asked), 'utf8');

  test('is what a person would have written, and a comment that says why', async () => {
    const [before, after] = (await file()).split(
      /(?<=\n)(?= {2}defineTopic\(\{\n {4}name: 'marketplace-transactions')/,
    );
    const own = before!.slice(before!.lastIndexOf('  defineTopic({'));
    expect(catalogueEntry(asked)).toBe(`  // Asked for by marketplace: ${request.retention.reason}\n${own.trimEnd()}`);
    expect(after).toContain('marketplace-transactions');
  });

  test.each([
    ['many events', asked],
    ['one event, and a large load', { ...asked, events: ['revenue.shared'], expectedBytesPerSecond: 1_234_567.5 }],
    ['just too many for a line', { ...asked, events: ['marketplace.rating.removed'.padEnd(52, 'x'), 'y'.repeat(51)] }],
    ['just enough for a line', { ...asked, events: ['marketplace.rating.removed'.padEnd(51, 'x'), 'y'.repeat(51)] }],
  ])('is formatted as prettier has it, with %s', async (_, each) => {
    const text = withCatalogueEntry(await file(), each);
    const options = await resolveConfig(catalogueFileOf(each));
    expect(text).toBe(await format(text, { ...options, parser: 'typescript' }));
  });

  test('comes last in its file, whose other topics stay', async () => {
    const text = await file();
    const written = withCatalogueEntry(text, asked);
    expect(written.replace(`${catalogueEntry(asked)}\n`, '')).toBe(text);
    expect(written.endsWith(`${catalogueEntry(asked)}\n] as const;\n`)).toBe(true);
  });

  test('is refused where the file is not as it should be', () => {
    expect(() => withCatalogueEntry('export const marketplaceTopics = [];\n', asked)).toThrow(
      'topics/catalogue/marketplace.ts: found no line "] as const;"',
    );
  });
});
