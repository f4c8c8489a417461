import { environmentNames, platformOf, topicPolicyOf } from '../../../platform/index.ts';
import { topicNames } from '../../../topics/index.ts';

const name = new RegExp(topicPolicyOf(platformOf('production')).namePattern);

test.each([
  ...topicNames,
  '_platform-ownership',
  '__consumer_offsets',
  '__transaction_state',
  '_schemas',
  'connect-archive-configs',
  'heartbeats',
  'mm2-offset-syncs.secondary.internal',
  'primary.checkpoints.internal',
  'primary.market-data-raw',
  'risk-engine-KSTREAM-AGGREGATE-STATE-STORE-0000000003-repartition',
  'risk-engine-KTABLE-FK-JOIN-SUBSCRIPTION-REGISTRATION-0000000006-topic',
  'risk-engine-KSTREAM-JOINTHIS-0000000004-store-changelog',
  'risk-engine-positions-changelog',
  '_confluent-ksql-ksqldb__command_topic',
  '_confluent-ksql-ksqldb_query_CTAS_CANDLES_5-Aggregate-GroupBy-repartition',
  'ksqldb-candles-by-hour',
  'integration.guards.guarded',
])('%s may be a topic', (topic) => {
  expect(topic).toMatch(name);
});

test.each([
  '',
  'Orders',
  'trading_orders',
  'trading-Orders',
  '_mine',
  '__consumer_offsets_2',
  '_confluent-ksql-ksqldb',
  'ksqldb-CANDLES_BY_HOUR',
  '-orders',
  'orders-',
  'orders..new',
  'KSTREAM-REDUCE-STATE-STORE-0000000003-changelog',
  'orders\n',
])('%j may not', (topic) => {
  expect(topic).not.toMatch(name);
});

test.each(environmentNames)('in %s replication is that of the model', (environment) => {
  const platform = platformOf(environment);
  const { defaultReplicationFactor, minInSyncReplicas } = platform.kafka.settings;
  expect(topicPolicyOf(platform)).toMatchObject({ replicationFactor: defaultReplicationFactor, minInSyncReplicas });
});
