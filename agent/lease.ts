import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StateObjects } from './state-objects.ts';

/** Who may do something alone, and until when. */
const lease = z.object({ holder: z.string().min(1), expiresAt: z.iso.datetime() });
export type Lease = z.output<typeof lease>;

/**
 * How far clocks may be apart. A lease ends this much earlier for its holder and this much later for the others.
 * Compute Engine's machines keep within milliseconds of Google's time; a second also bears a paused machine that wakes.
 */
export const clockSkewMs = 1_000;

export interface LeaseOptions {
  /** Of the object: `leases/first-users.json`. */
  readonly name: string;
  /** How long the work may take, the skew of clocks included. */
  readonly durationMs: number;
  /** @default the machine's clock */
  readonly now?: () => number;
  /** Unique among all who ever ask. @default a random one */
  readonly holder?: string;
}

/** What came of it: `held` when another does the work now. */
export type LeaseOutcome<T> =
  { readonly kind: 'done'; readonly result: T } | { readonly kind: 'held'; readonly by: Lease };

/** Whether a lease keeps others from the work at `nowMs`. */
function isHeld({ expiresAt }: Lease, nowMs: number): boolean {
  return nowMs < Date.parse(expiresAt) + clockSkewMs;
}

/**
 * Does work that only one may do at a time. The lease is given back afterwards; that of a holder that failed or was
 * killed ends by itself. The work must stop when its signal says so: from then on another may begin.
 */
export async function withLease<T>(
  objects: StateObjects,
  { name, durationMs, now = Date.now, holder = randomUUID() }: LeaseOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<LeaseOutcome<T>> {
  const found = await objects.read(name);
  const current = found === undefined ? undefined : parseLease(found.text);
  const startMs = now();
  if (current !== undefined && isHeld(current, startMs)) return { kind: 'held', by: current };

  const mine: Lease = { holder, expiresAt: new Date(startMs + durationMs).toISOString() };
  await objects.write(name, JSON.stringify(mine), found?.generation ?? '0');
  // Read back, not concluded from the answer: a write whose answer was lost is made again, and then refused.
  const after = await objects.read(name);
  const taken = after === undefined ? undefined : parseLease(after.text);
  if (after === undefined || taken?.holder !== holder) return { kind: 'held', by: taken ?? mine };

  const leftMs = startMs + durationMs - clockSkewMs - now();
  if (leftMs <= 0) return { kind: 'held', by: mine };
  const result = await work(AbortSignal.timeout(leftMs));
  await objects.write(name, JSON.stringify({ ...mine, expiresAt: new Date(0).toISOString() }), after.generation);
  return { kind: 'done', result };
}

/** What can't be read keeps nobody from the work: it is no lease of ours. */
function parseLease(text: string): Lease | undefined {
  try {
    return lease.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
