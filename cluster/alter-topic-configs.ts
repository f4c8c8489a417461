import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes, ResponseError } from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';

/**
 * Sets or unsets single settings of topics and leaves their others alone, in one request. kafkajs only knows the older
 * request that replaces all settings of a topic, and with it what another has just set.
 *
 * @param changes by topic and setting; null makes the topic follow the brokers again
 * @returns why it failed, by topic; empty when all is done
 */
export async function alterTopicConfigs(
  properties: ClientProperties,
  changes: ReadonlyMap<string, Readonly<Record<string, string | null>>>,
): Promise<ReadonlyMap<string, string>> {
  if (changes.size === 0) return new Map();
  const { SET, DELETE } = IncrementalAlterConfigOperationTypes;
  const admin = new Admin({
    clientId: 'kafka-platform',
    bootstrapBrokers: [...properties.bootstrapServers],
    tls: { ca: [properties.certificateAuthority], minVersion: 'TLSv1.3' },
    sasl: { mechanism: 'SCRAM-SHA-256', username: properties.username, password: properties.password },
  });
  try {
    await admin.incrementalAlterConfigs({
      resources: [...changes].map(([topic, configs]) => ({
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: topic,
        configs: Object.entries(configs).map(([name, value]) =>
          value === null ? { name, configOperation: DELETE } : { name, configOperation: SET, value },
        ),
      })),
    });
    return new Map();
  } catch (error) {
    const refused = refusalsIn(error);
    if (refused.size === 0) throw error;
    return refused;
  } finally {
    await admin.close();
  }
}

/** Why the brokers refused, by topic. They answer for each on its own, and a broker's answer is an error as a whole. */
function refusalsIn(error: unknown): Map<string, string> {
  if (error instanceof ResponseError) {
    const { responses } = error.response as { responses: readonly Answer[] };
    return new Map(
      responses
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ resourceName, errorCode, errorMessage }) => [
          resourceName,
          errorMessage ?? `Kafka's error ${errorCode}`,
        ]),
    );
  }
  if (error instanceof AggregateError) return new Map(error.errors.flatMap((each) => [...refusalsIn(each)]));
  return new Map();
}

interface Answer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceName: string;
}
