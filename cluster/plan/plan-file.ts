import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';
import { PlanError } from './plan-error.ts';
import type { Json } from './json.ts';
import type { Plan } from './plan.ts';

const json: z.ZodType<Json> = z.json();

const planShape: z.ZodType<Plan> = z.strictObject({
  clusterId: z.string(),
  catalogue: z.string().optional(),
  observedAt: z.iso.datetime(),
  unfinished: z.strictObject({ startedAt: z.iso.datetime(), steps: z.array(z.string()) }).optional(),
  waiting: z
    .array(
      z.strictObject({
        kind: z.string(),
        resource: z.string(),
        since: z.iso.datetime(),
        until: z.iso.datetime(),
        wayBack: z.string(),
      }),
    )
    .optional(),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.string(),
      resource: z.string(),
      action: z.enum(['create', 'change', 'quarantine', 'release', 'remove']),
      summary: z.string(),
      consequence: z.string(),
      basis: z.array(z.strictObject({ path: z.array(z.string()), in: z.literal('record').optional(), value: json })),
      change: json,
      needs: z.array(z.string()),
      verdicts: z.array(
        z.strictObject({ guard: z.string(), level: z.enum(['note', 'refuse', 'never']), reason: z.string() }),
      ),
    }),
  ),
});

/** Raised when the shape of plans changes: an old file is then refused instead of misread. */
const formatVersion = 1;

const fileShape = z.strictObject({
  format: z.literal(formatVersion),
  /** SHA-256 of the plan below: what was reviewed is what is applied. */
  sha256: z.string(),
  plan: planShape,
});

/** Writes a plan to be reviewed and applied later. It holds no secret. */
export async function writePlanFile(file: string, plan: Plan): Promise<void> {
  const text = JSON.stringify({ format: formatVersion, sha256: digestOf(plan), plan }, undefined, 2);
  await writeFile(file, `${text}\n`);
}

/** @throws PlanError `PLAN_INVALID`: absent, not a plan, or altered since it was written */
export async function readPlanFile(file: string): Promise<Plan> {
  const next = 'write it anew: kafka-platform plan --out FILE';
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const found = isNativeError(cause) ? cause.message : String(cause);
    throw new PlanError('PLAN_INVALID', `${file}: found ${found}, expected a plan; ${next}`, { cause });
  }
  const parsed = fileShape.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PlanError(
      'PLAN_INVALID',
      `${file}: ${issue?.path.join('.') ?? ''}: found no plan of format ${formatVersion} (${issue?.message ?? ''}); ${next}`,
    );
  }
  const { plan, sha256 } = parsed.data;
  if (digestOf(plan) !== sha256) {
    throw new PlanError('PLAN_INVALID', `${file}: found an altered plan, expected what was written; ${next}`);
  }
  return plan;
}

/** Parsing puts the keys into one order, however the plan was made. */
function digestOf(plan: Plan): string {
  return createHash('sha256')
    .update(JSON.stringify(planShape.parse(plan)))
    .digest('hex');
}
