import type { Acl } from '../cluster/index.ts';
import { topics } from '../topics/index.ts';

/**
 * What the user of `client.properties` may do: write and read the catalogue's topics, and commit offsets in the
 * groups of the flow and of Apache's console consumer, which names its groups `console-consumer-<number>`.
 *
 * WRITE on a topic implies the right to write idempotently (KIP-679), so nothing is granted on the cluster.
 *
 * @param user name of the SCRAM user
 */
export function clientAccess(user: string): Acl[] {
  const rule = { principal: `User:${user}`, host: '*', permission: 'ALLOW' } as const;
  const ofTopics = topics.flatMap(({ name }) =>
    (['READ', 'WRITE', 'DESCRIBE'] as const).map((operation): Acl => ({
      ...rule,
      resourceType: 'TOPIC',
      patternType: 'LITERAL',
      resourceName: name,
      operation,
    })),
  );
  const ofGroups = ['trading-flow-', 'console-consumer-'].map((prefix): Acl => ({
    ...rule,
    resourceType: 'GROUP',
    patternType: 'PREFIXED',
    resourceName: prefix,
    operation: 'READ',
  }));
  return [...ofTopics, ...ofGroups];
}
