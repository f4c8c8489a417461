import type { Admin } from 'kafkajs';
import { observeAcls, unlessUnguarded } from '../acls.ts';
import type { ClientProperties } from '../client-properties.ts';
import { observeBrokers, observeQuotas, observeScramUsers } from '../extended-client.ts';
import { observeTopics } from '../observe.ts';
import type { ObservedForImport } from './from-cluster.ts';

/** Reads all of a cluster's brokers that a catalogue can hold. Changes nothing. */
export async function observeForImport(
  admin: Admin,
  operator: ClientProperties,
): Promise<Omit<ObservedForImport, 'registry'>> {
  const [{ clusterId }, brokers, topics, acls, quotas, users] = await Promise.all([
    admin.describeCluster(),
    observeBrokers(operator),
    observeTopics(admin),
    unlessUnguarded(observeAcls(admin), undefined),
    observeQuotas(operator),
    observeScramUsers(operator),
  ]);
  return { clusterId, brokers, topics, ...(acls === undefined ? {} : { acls }), quotas, users };
}
