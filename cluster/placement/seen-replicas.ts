import type { ClientProperties } from '../client-properties.ts';
import { withExtendedAdmin } from '../extended-admin.ts';

/**
 * The replicas of each partition, by topic, as one broker knows them: kafkajs asks whichever it is connected to.
 *
 * @param server address and port of the broker
 */
export async function replicasAsSeenBy(
  properties: ClientProperties,
  server: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly number[])[]>> {
  return withExtendedAdmin({ ...properties, bootstrapServers: [server] }, async (admin) => {
    const metadata = await admin.metadata({ topics: [...topics], forceUpdate: true });
    return new Map(
      [...metadata.topics].map(([name, { partitions }]) => [name, partitions.map(({ replicas }) => replicas)]),
    );
  });
}
