import { ClusterError, planAndApply, type ResourceKind } from '../../cluster/index.ts';

/**
 * Makes what these kinds want, by the plan that `kafka-platform apply` would carry out.
 *
 * @returns how many steps that took
 * @throws ClusterError `CLUSTER_REFUSED` naming each step that failed and why
 * @throws PlanError `REFUSED` before anything is changed
 */
export async function provide(kinds: readonly ResourceKind[]): Promise<number> {
  const outcomes = await planAndApply(kinds, { accepted: new Set() });
  const failed = outcomes.flatMap(({ step, error }) => (error === undefined ? [] : [`${step}: ${error}`]));
  if (failed.length === 0) return outcomes.length;
  throw new ClusterError('CLUSTER_REFUSED', failed.join('\n'));
}
