import { environmentNames, platformOf, topicPolicyOf } from '../../../platform/index.ts';
import { connectors, serviceLayout } from '../../../render/index.ts';
import { confidentialPathsOf } from '../../../schemas/index.ts';
import { accessOf, analysedTopics, archivedTopics, services, topic } from '../../../topics/index.ts';
import connectorOptions from './connector-options.json' with { type: 'json' };

/** What a worker of Kafka 3.9.2 answered to `PUT /connector-plugins/CLASS/config/validate`, plugins built from source. */
const optionsOf: Readonly<Record<string, { readonly options: readonly string[] }>> = connectorOptions;

/** Handed to the converter, of whose options Connect knows nothing. */
const ofTheConverter = /^value\.converter\.(schema\.registry\.|enhanced\.avro\.|connect\.meta\.)/;

const { rules } = accessOf(services);

describe.each(environmentNames.map(platformOf))('sinks of $environment', (platform) => {
  const sinks = connectors(platform, serviceLayout);
  const [archive, warehouse] = sinks;

  test('take out what the law keeps, and what is analysed', () => {
    expect(archive!.config['topics']!.split(',')).toEqual(archivedTopics);
    expect(warehouse!.config['topics']!.split(',')).toEqual(analysedTopics);
  });

  test('say nothing that their plugins don’t know', () => {
    for (const { config } of sinks) {
      const known = optionsOf[config['connector.class']!]!.options;
      expect(known.length).toBeGreaterThan(40);
      const unknown = Object.keys(config).filter((option) => !known.includes(option) && !ofTheConverter.test(option));
      expect(unknown).toEqual([]);
    }
  });

  test('may read their topics, join their group and write their dead letters', () => {
    const permitted = (type: string, operation: string, name: string) =>
      rules.some(
        (rule) =>
          rule.principal === 'User:archive-a' &&
          rule.resourceType === type &&
          rule.operation === operation &&
          (rule.patternType === 'PREFIXED' ? name.startsWith(rule.resourceName) : name === rule.resourceName),
      );
    for (const { name, config } of sinks) {
      const deadLetters = config['errors.deadletterqueue.topic.name']!;
      expect(permitted('GROUP', 'READ', `connect-${name}`)).toBe(true);
      expect(permitted('TOPIC', 'CREATE', deadLetters) && permitted('TOPIC', 'WRITE', deadLetters)).toBe(true);
      expect(deadLetters).toMatch(new RegExp(topicPolicyOf(platform).namePattern));
      for (const read of config['topics']!.split(','))
        expect([read, permitted('TOPIC', 'READ', read)]).toEqual([read, true]);
    }
  });

  test('hold no secret, and are to Google whoever their pod is', () => {
    for (const { config } of sinks) {
      expect(
        Object.keys(config).filter((option) => /password|keyfile|credentials\.(json|path)|jaas/.test(option)),
      ).toEqual([]);
    }
    expect(archive!.config['gcs.credentials.default']).toBe('true');
    expect(warehouse!.config['keySource']).toBe('APPLICATION_DEFAULT');
  });
});

test('nothing confidential is analysed', () => {
  for (const name of analysedTopics) {
    for (const type of topic(name).events) expect([type, confidentialPathsOf(type)]).toEqual([type, []]);
  }
});
