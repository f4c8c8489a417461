import { saslMechanism, type Platform } from '../platform/index.ts';
import { ksqlServiceId, type ServiceName } from '../topics/index.ts';
import { propertiesText } from './properties-text.ts';
import { bootstrapOf, brokerLogin, secretsProvider, serviceTls, type ServiceLayout } from './service-secrets.ts';

/** As which service the servers log in. */
const service: ServiceName = 'ksqldb';

/** A listener for the container itself: its probe has no certificate. */
export const ksqldbProbePort = 8089;

/** Where queries keep what they have counted. */
export const ksqldbStateDir = '/var/lib/ksqldb';

/**
 * ksqlDB's ksql-server.properties for one server. Its Kafka clients, its registry client and its own listener take the
 * same `ssl.` properties, hence one trust store for all of them. It holds no secret.
 * https://docs.confluent.io/platform/7.7/ksqldb/reference/server-configuration.html
 *
 * @param host name by which the other servers reach this one
 */
export function ksqldbProperties(platform: Platform, host: string, layout: ServiceLayout): string {
  const { ksqldb, kafka, schemaRegistryUrls } = platform;
  const { defaultReplicationFactor: replicas, minInSyncReplicas } = kafka.settings;
  return propertiesText(`ksqlDB server ${host}: rendered from the platform's model, change it there`, [
    {
      about: 'Where to begin, and what these servers call themselves',
      properties: { 'bootstrap.servers': bootstrapOf(platform), 'ksql.service.id': ksqlServiceId(service) },
    },
    {
      about: 'Where schemas are: events are Avro',
      properties: {
        'ksql.schema.registry.url': schemaRegistryUrls.join(','),
        'ksql.persistence.default.format.value': 'AVRO',
      },
    },
    {
      about: 'How its own topics are kept: no worse than others; a query that names none writes to one of its own',
      properties: {
        'ksql.internal.topic.replicas': replicas,
        'ksql.internal.topic.min.insync.replicas': minInSyncReplicas,
        'ksql.streams.replication.factor': replicas,
        'ksql.output.topic.name.prefix': `${service}-`,
        'ksql.logging.processing.topic.auto.create': false,
        'ksql.logging.processing.stream.auto.create': false,
      },
    },
    {
      about: 'How queries run: each event counts once, and state is at hand on another server',
      properties: {
        'ksql.streams.state.dir': ksqldbStateDir,
        'ksql.streams.processing.guarantee': 'exactly_once_v2',
        'ksql.streams.num.standby.replicas': ksqldb.replicas > 1 ? 1 : 0,
        'ksql.query.pull.enable.standby.reads': ksqldb.replicas > 1,
        'ksql.heartbeat.enable': true,
        'ksql.lag.reporting.enable': true,
      },
    },
    { about: 'No code of its users runs here', properties: { 'ksql.udfs.enabled': false } },
    {
      about: 'How it is reached: by whoever has a certificate of the platform, and by its own probe',
      properties: {
        listeners: `https://0.0.0.0:${String(ksqldb.port)},http://127.0.0.1:${String(ksqldbProbePort)}`,
        'ksql.advertised.listener': `https://${host}:${String(ksqldb.port)}`,
        'ssl.client.authentication': 'REQUIRED',
      },
    },
    {
      about: 'How it logs in, and with what it shows who it is',
      properties: { ...brokerLogin(layout, saslMechanism), ...serviceTls(layout) },
    },
    { about: 'Passwords', properties: secretsProvider(layout) },
  ]);
}
