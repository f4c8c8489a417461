import { ownershipBefore, ownershipChange, type OwnershipRecord } from './ownership.ts';
import { PlanError } from './plan-error.ts';
import { besides, observe, planSteps, type Plan } from './plan.ts';
import type { Outcome, ResourceKind } from './resource-kind.ts';
import { staleBasis, type Stale } from './staleness.ts';
import type { Step } from './step.ts';
import { acceptanceOf, refusals, worsened, type Refusal } from './verdicts.ts';

export interface ApplyOptions {
  /** Refusals that someone takes upon themselves, as `guard:resource`. */
  readonly accepted: ReadonlySet<string>;
  /** Kept up to date by what is done; without it nothing is the platform's. */
  readonly ownership?: OwnershipRecord;
  /** @default the clock's */
  readonly now?: Date;
  /** Called once, before anything is changed, with the plan's steps and what there is to tell of beside them. */
  readonly onObserved?: (found: Pick<Plan, 'steps' | 'unfinished' | 'waiting'>) => void;
  /** Called as each step ends. */
  readonly onOutcome?: (step: Step, error: string | undefined) => void;
}

/** Kinds at work at the same time. Each sends few but large requests, and the controller does them one by one. */
const concurrency = 4;

/**
 * Carries out exactly this plan, after a look at whether it still is what was reviewed. Steps that are done already are
 * left out, so that an interrupted plan can be applied again.
 *
 * Steps whose needs failed are left undone; the others are done. What is left over shows in the next plan.
 *
 * @returns how each step that was to do ended, in the plan's order
 * @throws PlanError `REFUSED` before anything is changed: another cluster, a value that has changed since, a guard
 */
export async function applyPlan(
  kinds: readonly ResourceKind[],
  clusterId: string,
  plan: Plan,
  options: ApplyOptions,
): Promise<readonly Outcome[]> {
  const { accepted, ownership, now = new Date(), onObserved } = options;
  if (plan.clusterId !== clusterId) {
    throw new PlanError(
      'REFUSED',
      `plan: found a plan for cluster ${plan.clusterId}, expected one for ${clusterId}; plan this cluster anew`,
    );
  }
  const found = await observe(kinds, now, ownership);
  onObserved?.({ steps: plan.steps, ...besides(kinds, found) });
  const wantedNow = planSteps(kinds, found);
  // What is no longer wanted has been done, by this plan's last attempt or by someone else.
  const ids = new Set(wantedNow.map(({ id }) => id));
  const steps = plan.steps.filter(({ id }) => ids.has(id));
  const stale = staleBasis(steps, found);
  if (stale.length > 0) throw new PlanError('REFUSED', stale.map(staleInWords).join('\n'));
  forbid([...refusals(steps, accepted), ...worsened(steps, wantedNow)]);
  return carryOutAll(kinds, found, steps, { ...options, now });
}

/**
 * Plans and carries out what a single look at the cluster tells. A second look, as before a plan that was reviewed, might
 * be at a broker that hasn't heard yet of what the first one told, and take that for a change.
 *
 * @returns as `applyPlan`
 * @throws PlanError `REFUSED` before anything is changed: a guard
 */
export async function planAndApply(kinds: readonly ResourceKind[], options: ApplyOptions): Promise<readonly Outcome[]> {
  const { accepted, ownership, now = new Date(), onObserved } = options;
  const found = await observe(kinds, now, ownership);
  const steps = planSteps(kinds, found);
  onObserved?.({ steps, ...besides(kinds, found) });
  forbid(refusals(steps, accepted));
  return carryOutAll(kinds, found, steps, { ...options, now });
}

function forbid(refused: readonly Refusal[]): void {
  if (refused.length > 0) throw new PlanError('REFUSED', refused.map(refusalInWords).join('\n'));
}

async function carryOutAll(
  kinds: readonly ResourceKind[],
  found: Awaited<ReturnType<typeof observe>>,
  steps: readonly Step[],
  { ownership, now, onOutcome }: ApplyOptions & { readonly now: Date },
): Promise<readonly Outcome[]> {
  if (steps.length > 0) {
    const unfinished = { startedAt: now.toISOString(), steps: steps.map(({ id }) => id) };
    await ownership?.write(ownershipBefore(steps, now), unfinished);
  }
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const outcomes = new Map<string, Outcome>();
  const failed = new Set<string>();
  const record = (step: Step, error: string | undefined): void => {
    outcomes.set(step.id, { step: step.id, ...(error === undefined ? {} : { error }) });
    if (error !== undefined) failed.add(step.id);
    onOutcome?.(step, error);
  };

  await inOrder(steps, failed, async (name, batch) => {
    const errors = await carryOut(byName.get(name), name, batch);
    for (const step of batch) record(step, errors.get(step.id));
  });
  for (const step of steps.filter(({ id }) => !outcomes.has(id))) {
    record(step, `not tried, since ${step.needs.find((id) => failed.has(id)) ?? 'what it needs'} failed`);
  }
  const ended = steps.flatMap(({ id }) => outcomes.get(id) ?? []);
  const hasEnded = steps.length > 0 || found.unfinished !== undefined;
  await ownership?.write(ownershipChange(kinds, found, steps, ended), hasEnded ? null : undefined);
  return ended;
}

/**
 * Hands steps on as soon as all that they need is done, those of a kind together. A kind gets no more before it has
 * ended what it was given. What needs a step that has failed is never handed on.
 */
async function inOrder(
  steps: readonly Step[],
  failed: ReadonlySet<string>,
  carryOut: (kind: string, batch: readonly Step[]) => Promise<void>,
): Promise<void> {
  const undone = new Set(steps.map(({ id }) => id));
  const waiting = new Set(steps);
  const atWork = new Map<string, Promise<void>>();
  const isReady = ({ needs }: Step): boolean => needs.every((id) => !undone.has(id));
  for (;;) {
    const ready = Map.groupBy([...waiting].filter(isReady), ({ kind }) => kind);
    for (const [kind, batch] of ready) {
      if (atWork.has(kind) || atWork.size >= concurrency) continue;
      for (const step of batch) waiting.delete(step);
      const work = carryOut(kind, batch).then(() => {
        for (const { id } of batch) if (!failed.has(id)) undone.delete(id);
        atWork.delete(kind);
      });
      atWork.set(kind, work);
    }
    if (atWork.size === 0) return;
    await Promise.race(atWork.values());
  }
}

/** The errors of the steps that failed, by step. */
async function carryOut(
  kind: ResourceKind | undefined,
  name: string,
  steps: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  if (kind === undefined)
    return new Map(steps.map(({ id }) => [id, `found the kind "${name}", which nobody carries out`]));
  try {
    const outcomes = await kind.carryOut(steps);
    return new Map(outcomes.flatMap(({ step, error }) => (error === undefined ? [] : [[step, error] as const])));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Map(steps.map(({ id }) => [id, reason]));
  }
}

function staleInWords({ kind, resource, path, planned, found }: Stale): string {
  return (
    `${kind} ${resource}${path.length > 0 ? `: ${path.join('.')}` : ''}: found ${JSON.stringify(found)}, expected ` +
    `${JSON.stringify(planned)} as when the plan was made; plan anew and review what changed`
  );
}

function refusalInWords({ step, guard, resource, level, reason }: Refusal): string {
  const next =
    level === 'never' ? 'change the catalogue' : `if that is meant: --accept ${acceptanceOf(guard, resource)}`;
  return `${step}: ${reason}; ${next}`;
}
