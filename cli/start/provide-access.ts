import pRetry from 'p-retry';
import {
  applyPlan,
  ClusterError,
  makePlan,
  withAdmin,
  type ClientProperties,
  type ResourceKind,
} from '../../cluster/index.ts';
import type { AccessKinds } from '../cluster/access-kinds.ts';

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
  return pRetry(() => withAdmin(operator, {}, async (admin) => apply(kindsOf(admin, operator), await idOf(admin))), {
    ...patience,
    signal,
    shouldRetry: ({ error }) => error instanceof ClusterError && error.retryable,
  });
}

async function idOf(admin: { describeCluster(): Promise<{ clusterId: string }> }): Promise<string> {
  return (await admin.describeCluster()).clusterId;
}

async function apply(kinds: readonly ResourceKind[], clusterId: string): Promise<number> {
  const plan = await makePlan(kinds, clusterId, new Date());
  if (plan.steps.length === 0) return 0;
  const outcomes = await applyPlan(kinds, clusterId, plan, { accepted: new Set() });
  const failed = outcomes.flatMap(({ step, error }) => (error === undefined ? [] : [`${step}: ${error}`]));
  if (failed.length === 0) return outcomes.length;
  throw new ClusterError('CLUSTER_REFUSED', failed.join('\n'));
}
