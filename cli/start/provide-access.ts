import pRetry from 'p-retry';
import { ClusterError, withAdmin, type ClientProperties } from '../../cluster/index.ts';
import type { AccessKinds } from '../cluster/access-kinds.ts';
import { provide } from './provide.ts';

/** A controller that was killed is replaced once its session is over: some 10 s. */
const patience = { retries: 60, minTimeout: 500, maxTimeout: 500 };

/**
 * Makes users, access rules and quotas as the catalogue wants them, by the plan that `kafka-platform apply` would
 * carry out.
 *
 * @returns how many steps that took
 * @throws ClusterError `CLUSTER_REFUSED` naming each step that failed and why
 */
export async function provideAccess(
  operator: ClientProperties,
  kindsOf: AccessKinds,
  signal: AbortSignal,
): Promise<number> {
  return pRetry(() => withAdmin(operator, {}, async (admin) => provide(kindsOf(admin, operator))), {
    ...patience,
    signal,
    shouldRetry: ({ error }) => error instanceof ClusterError && error.retryable,
  });
}
