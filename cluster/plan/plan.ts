import type { OwnershipRecord, Recorded, UnfinishedApply } from './ownership.ts';
import { PlanError } from './plan-error.ts';
import type { Circumstances, Quarantine, ResourceId, ResourceKind, Seen, Waiting } from './resource-kind.ts';
import type { Step } from './step.ts';

/** All that would have to change for a cluster to be as the catalogue wants it. */
export interface Plan {
  /** Kafka's own id of the cluster that was looked at. */
  readonly clusterId: string;
  /** The directory with the catalogue files that it was made by; absent when it was the platform's own catalogue. */
  readonly catalogue?: string | undefined;
  /** When it was looked at, ISO 8601. */
  readonly observedAt: string;
  /** An apply that was found not to have ended; absent when there is none. */
  readonly unfinished?: UnfinishedApply | undefined;
  /** What is in quarantine and has no step yet; absent when nothing is. */
  readonly waiting?: readonly Waiting[] | undefined;
  /** Each after those that it needs. */
  readonly steps: readonly Step[];
}

/**
 * Looks at a cluster and tells what would have to change. Changes nothing.
 *
 * @param ownership without it nothing is the platform's, and no resource is removed
 */
export async function makePlan(
  kinds: readonly ResourceKind[],
  clusterId: string,
  now: Date,
  ownership?: OwnershipRecord,
): Promise<Plan> {
  const circumstances = await observe(kinds, now, ownership);
  return {
    clusterId,
    observedAt: now.toISOString(),
    ...besides(kinds, circumstances),
    steps: planSteps(kinds, circumstances),
  };
}

/** What people are told of beside the steps. */
export function besides(
  kinds: readonly ResourceKind[],
  circumstances: Circumstances & Pick<Plan, 'unfinished'>,
): Pick<Plan, 'unfinished' | 'waiting'> {
  const { unfinished } = circumstances;
  const waiting = kinds.flatMap((kind) => kind.waiting?.(circumstances) ?? []);
  return { ...(unfinished === undefined ? {} : { unfinished }), ...(waiting.length === 0 ? {} : { waiting }) };
}

/** What each kind sees now, and finds when it looks closer. They look at the same time. */
export async function observe(
  kinds: readonly ResourceKind[],
  now: Date,
  ownership?: OwnershipRecord,
): Promise<Circumstances & Pick<Recorded, 'owned' | 'unfinished'>> {
  const nothing: Recorded = { owned: new Set() };
  const [{ quarantined, ...recorded }, seen] = await Promise.all([
    ownership?.read() ?? nothing,
    byName(kinds, (kind) => kind.observe()),
  ]);
  const found = {
    ...recorded,
    seen,
    quarantined: new Map(
      [...(quarantined ?? [])].map(([id, since]): [ResourceId, Quarantine] => [
        id,
        { since, ageMs: now.getTime() - Date.parse(since) },
      ]),
    ),
  };
  return { ...found, measured: await byName(kinds, (kind) => kind.measure?.(kind.steps(found), found) ?? new Map()) };
}

async function byName(
  kinds: readonly ResourceKind[],
  look: (kind: ResourceKind) => Seen | Promise<Seen>,
): Promise<ReadonlyMap<string, Seen>> {
  return new Map(await Promise.all(kinds.map(async (kind) => [kind.name, await look(kind)] as const)));
}

/**
 * The steps of all kinds in an order in which they can be done.
 *
 * @throws PlanError `PLAN_INVALID` when steps need each other in a circle, or two have one id
 */
export function planSteps(kinds: readonly ResourceKind[], circumstances: Circumstances): readonly Step[] {
  return inNeededOrder(kinds.flatMap((kind) => kind.steps(circumstances)));
}

/** @throws PlanError `PLAN_INVALID`, as `planSteps` */
function inNeededOrder(steps: readonly Step[]): readonly Step[] {
  const all = new Set(steps.map(({ id }) => id));
  if (all.size < steps.length) {
    const twice = steps.find(({ id }, index) => steps.findIndex((step) => step.id === id) < index);
    throw new PlanError('PLAN_INVALID', `step ${twice?.id ?? ''}: found twice, expected once; plan anew`);
  }
  const ordered: Step[] = [];
  const done = new Set<string>();
  let rest = [...steps];
  while (rest.length > 0) {
    const isReady = (step: Step): boolean => step.needs.every((id) => done.has(id) || !all.has(id));
    const ready = rest.filter(isReady);
    if (ready.length === 0) {
      throw new PlanError(
        'PLAN_INVALID',
        `steps ${rest.map(({ id }) => id).join(', ')}: each waits for another of them, expected an order; plan anew`,
      );
    }
    rest = rest.filter((step) => !isReady(step));
    for (const { id } of ready) done.add(id);
    ordered.push(...ready);
  }
  return ordered;
}
