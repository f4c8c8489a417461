import { ConfigResourceTypes, IncrementalAlterConfigOperationTypes, ResponseError } from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';
import { withExtendedAdmin } from './extended-admin.ts';

/** Settings to make (or, by null, to take away) of a topic or of a broker. */
export interface ConfigChange {
  readonly type: 'TOPIC' | 'BROKER';
  /** Of the topic; of a broker its id. */
  readonly name: string;
  readonly configs: Readonly<Record<string, string | null>>;
}

/**
 * Sets or unsets single settings and leaves the others alone, in one request and one more for each broker. kafkajs only
 * knows the older request that replaces all settings of a topic, and with it what another has just set.
 *
 * @param changes null makes a topic follow the brokers, and a broker its file, again
 * @returns why it failed, by type and name as in `TOPIC orders`; empty when all is done
 */
export async function alterConfigs(
  properties: ClientProperties,
  changes: readonly ConfigChange[],
): Promise<ReadonlyMap<string, string>> {
  if (changes.length === 0) return new Map();
  const { SET, DELETE } = IncrementalAlterConfigOperationTypes;
  return withExtendedAdmin(properties, async (admin) => {
    try {
      await admin.incrementalAlterConfigs({
        resources: changes.map(({ type, name, configs }) => ({
          resourceType: ConfigResourceTypes[type],
          resourceName: name,
          configs: Object.entries(configs).map(([key, value]) =>
            value === null ? { name: key, configOperation: DELETE } : { name: key, configOperation: SET, value },
          ),
        })),
      });
      return new Map<string, string>();
    } catch (error) {
      const refused = refusalsIn(error);
      if (refused.size === 0) throw error;
      return refused;
    }
  });
}

/** Why the brokers refused, by type and name. They answer for each on its own, and a broker's answer is an error as a whole. */
function refusalsIn(error: unknown): Map<string, string> {
  if (error instanceof ResponseError) {
    const { responses } = error.response as { responses: readonly Answer[] };
    return new Map(
      responses
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ resourceType, resourceName, errorCode, errorMessage }) => [
          `${resourceType === ConfigResourceTypes.BROKER ? 'BROKER' : 'TOPIC'} ${resourceName}`,
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
  readonly resourceType: number;
  readonly resourceName: string;
}
