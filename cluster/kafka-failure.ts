import kafkajs from 'kafkajs';
import { adviceFor } from './broker-answer.ts';
import { ClusterError } from './cluster-error.ts';

const { KafkaJSError, KafkaJSNumberOfRetriesExceeded, KafkaJSSASLAuthenticationError } = kafkajs;

/**
 * A failure of the Kafka client as an error of this room; other errors (our own, programming mistakes) as they are.
 *
 * @param place what was asked, for the message: the brokers' addresses, or a resource's name
 */
export function toClusterError(error: unknown, place: string): unknown {
  if (!(error instanceof KafkaJSError)) return error;
  const reason = error instanceof KafkaJSNumberOfRetriesExceeded ? causeOf(error) : error;
  if (reason instanceof KafkaJSSASLAuthenticationError) {
    return new ClusterError(
      'CLUSTER_REFUSED',
      `${place}: found "${reason.message}", expected the user and password of this cluster; ` +
        'take the client file that the running cluster wrote',
      { cause: error },
    );
  }
  const type = kafkaErrorType(reason);
  if (type !== undefined) {
    return new ClusterError(
      'CLUSTER_REFUSED',
      `${place}: the broker answered ${type} (${reason.message}); ${adviceFor(type)}`,
      { cause: error },
    );
  }
  return new ClusterError(
    'CLUSTER_UNREACHABLE',
    `${place}: found "${reason.message}", expected an answer from a broker; see that the cluster runs and that this ` +
      'machine may reach it',
    { cause: error },
  );
}

/** Kafka's own name of a broker's answer, such as `TOPIC_AUTHORIZATION_FAILED`. */
export function kafkaErrorType(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined;
}

function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}
