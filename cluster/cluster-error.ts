/**
 * What can go wrong between us and a live cluster:
 * - `CLIENT_PROPERTIES`: the file with address and credentials is absent, unreadable or not what the platform asks for
 * - `CLUSTER_UNREACHABLE`: no broker answers
 * - `CLUSTER_REFUSED`: the brokers answer, and refuse the credentials or the request
 * - `NOT_IN_SYNC`: replicas did not catch up in the time given
 * - `TOO_FEW_BROKERS`: there are fewer brokers than a topic is to have replicas
 */
export type ClusterErrorCode =
  'CLIENT_PROPERTIES' | 'CLUSTER_UNREACHABLE' | 'CLUSTER_REFUSED' | 'NOT_IN_SYNC' | 'TOO_FEW_BROKERS';

/** Whether doing the same again later can help. */
const retryable: Readonly<Record<ClusterErrorCode, boolean>> = {
  CLIENT_PROPERTIES: false,
  CLUSTER_UNREACHABLE: true,
  CLUSTER_REFUSED: false,
  NOT_IN_SYNC: true,
  TOO_FEW_BROKERS: true,
};

/** The one error of this room. Its message names the place, what was found, what was expected and what to do next. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;
  readonly retryable: boolean;

  constructor(code: ClusterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClusterError';
    this.code = code;
    this.retryable = retryable[code];
  }
}
