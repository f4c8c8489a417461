import { Admin, GenericError, type AdminOptions } from '@platformatic/kafka';
import { adviceFor } from './broker-answer.ts';
import type { ClientProperties } from './client-properties.ts';
import { ClusterError } from './cluster-error.ts';

/** Settings of the client that has what kafkajs lacks, with the platform's security. */
export function extendedClientOptions(properties: ClientProperties): AdminOptions {
  const { bootstrapServers, certificateAuthority, mechanism = 'SCRAM-SHA-256', username, password } = properties;
  return {
    clientId: 'kafka-platform',
    bootstrapBrokers: [...bootstrapServers],
    tls: { ca: [certificateAuthority], minVersion: 'TLSv1.3' },
    sasl: { mechanism, username, password },
  };
}

/**
 * Runs `use` with the client that has what kafkajs lacks (incremental settings, quotas, SCRAM users), and closes it
 * whatever happens. It connects at its first request.
 *
 * @throws ClusterError `CLUSTER_UNREACHABLE` or `CLUSTER_REFUSED` naming the brokers tried
 */
export async function withExtendedAdmin<T>(
  properties: ClientProperties,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = new Admin(extendedClientOptions(properties));
  try {
    return await use(admin);
  } catch (error) {
    throw extendedClusterError(error, properties.bootstrapServers.join(','));
  } finally {
    await admin.close();
  }
}

/** As `toClusterError` for kafkajs; this client's errors hold each other in lists. Other errors stay as they are. */
export function extendedClusterError(error: unknown, place: string): unknown {
  const parts = partsOf(error);
  if (!parts.some((part) => GenericError.isGenericError(part))) return error;
  const answer = parts.find(isAnswer);
  if (answer !== undefined) {
    return new ClusterError(
      'CLUSTER_REFUSED',
      `${place}: the broker answered ${answer.apiId} (${answer.message}); ${adviceFor(answer.apiId)}`,
      { cause: error },
    );
  }
  return new ClusterError(
    'CLUSTER_UNREACHABLE',
    `${place}: found "${parts.at(-1)?.message ?? ''}", expected an answer from a broker; see that the cluster runs and ` +
      'that this machine may reach it',
    { cause: error },
  );
}

/** A broker's refusal, with Kafka's own word for it. */
function isAnswer(error: Error): error is Error & { readonly apiId: string } {
  return 'apiId' in error && typeof error.apiId === 'string';
}

/** An error and all within it, the innermost last. */
function partsOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const within: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...within.flatMap(partsOf)];
}
