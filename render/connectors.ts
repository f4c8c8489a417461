import type { Platform } from '../platform/index.ts';
import { analysedTopics, archivedTopics, type TopicName } from '../topics/index.ts';
import { connectService } from './connect-distributed.ts';
import { prefixed, serviceFiles, type ServiceLayout } from './service-secrets.ts';

/** A connector's configuration as Kafka Connect's API takes it: `PUT /connectors/NAME/config`. */
export interface Connector {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Where sinks write to: the estate makes these places. */
export function sinkPlaces({ projectId, name }: Platform): {
  readonly archiveBucket: string;
  readonly dataset: string;
} {
  return { archiveBucket: `${projectId}-archive`, dataset: `${name.replaceAll('-', '_')}_events` };
}

/**
 * The sinks of the platform. They hold no secret: to Google they are whoever the pod is, to the brokers whoever the
 * worker is. Each has a group and a topic for dead letters that begin like the worker's own.
 */
export function connectors(platform: Platform, layout: ServiceLayout): readonly Connector[] {
  return [archiveSink(platform, layout), warehouseSink(platform, layout)];
}

/**
 * Aiven's sink for Cloud Storage: files of Avro, which carry their schemas and can be read in seven years without a
 * registry. A file is called by the day of its events and its first offset, so that what is taken out again is written
 * over. Where it isn't, since the files were cut otherwise, the offset in each record tells.
 * https://github.com/Aiven-Open/cloud-storage-connectors-for-apache-kafka/tree/v3.4.2/gcs-sink-connector
 */
function archiveSink(platform: Platform, layout: ServiceLayout): Connector {
  return sink(platform, layout, 'storage', archivedTopics, {
    'connector.class': 'io.aiven.kafka.connect.gcs.GcsSinkConnector',
    'gcs.credentials.default': 'true',
    'gcs.bucket.name': sinkPlaces(platform).archiveBucket,
    'file.name.template':
      '{{topic}}/{{timestamp:unit=yyyy}}/{{timestamp:unit=MM}}/{{timestamp:unit=dd}}/' +
      '{{partition:padding=true}}-{{start_offset:padding=true}}.avro',
    'file.name.timestamp.source': 'EVENT',
    'file.name.timestamp.timezone': 'UTC',
    // Compressed within the file, which stays one that can be split.
    'file.compression.type': 'none',
    'avro.codec': 'zstandard',
    'format.output.type': 'avro',
    'format.output.fields': 'key,value,offset,timestamp,headers',
  });
}

/**
 * The sink for BigQuery that Aiven keeps: a table for each topic, made and widened as schemas grow, with a partition for
 * each day on which events happened. A record may come twice; `kafka` holds its place, by which that is told.
 * https://github.com/Aiven-Open/bigquery-connector-for-apache-kafka/tree/v2.14.0
 */
function warehouseSink(platform: Platform, layout: ServiceLayout): Connector {
  return sink(platform, layout, 'warehouse', analysedTopics, {
    'connector.class': 'com.wepay.kafka.connect.bigquery.BigQuerySinkConnector',
    keySource: 'APPLICATION_DEFAULT',
    project: platform.projectId,
    defaultDataset: sinkPlaces(platform).dataset,
    // BigQuery's names have no hyphen: `trading_orders`.
    sanitizeTopics: 'true',
    useStorageWriteApi: 'true',
    autoCreateTables: 'true',
    // A topic carries several kinds of events, and their schemas grow.
    allowNewBigQueryFields: 'true',
    allowBigQueryRequiredFieldRelaxation: 'true',
    allowSchemaUnionization: 'true',
    // Amounts are decimal(38,18), which a NUMERIC can't hold.
    decimalHandlingMode: 'BIGNUMERIC',
    kafkaDataFieldName: 'kafka',
    bigQueryPartitionDecorator: 'false',
    timestampPartitionFieldName: 'timestamp',
    timePartitioningType: 'DAY',
  });
}

/** What holds for all sinks. */
function sink(
  platform: Platform,
  layout: ServiceLayout,
  purpose: string,
  topics: readonly TopicName[],
  own: Readonly<Record<string, string>>,
): Connector {
  const name = `${connectService}-${purpose}`;
  const { connect, kafka } = platform;
  return {
    name,
    config: {
      name,
      ...own,
      topics: topics.join(','),
      'tasks.max': String(connect.workers * 2),
      ...avro(platform, layout),
      // What can't be read or taken in is put aside, with the reason, and the rest goes on.
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': `connect-${name}-dead-letters`,
      'errors.deadletterqueue.topic.replication.factor': String(kafka.settings.defaultReplicationFactor),
      'errors.deadletterqueue.context.headers.enable': 'true',
      'errors.log.enable': 'true',
      // Events may be confidential, logs are read by many.
      'errors.log.include.messages': 'false',
    },
  };
}

/** How events are read: keys are text, values Avro by the registry's ids. */
function avro({ schemaRegistryUrls }: Platform, { secretsDir }: ServiceLayout): Record<string, string> {
  const converter = {
    'schema.registry.url': schemaRegistryUrls.join(','),
    'schema.registry.ssl.truststore.type': 'PEM',
    'schema.registry.ssl.truststore.location': `${secretsDir}/${serviceFiles.authority}`,
    // Enumerations and namespaces stay what they are.
    'enhanced.avro.schema.support': 'true',
    'connect.meta.data': 'false',
  };
  return {
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'io.confluent.connect.avro.AvroConverter',
    ...(prefixed('value.converter.', converter) as Record<string, string>),
  };
}
