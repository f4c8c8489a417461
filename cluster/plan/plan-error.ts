/**
 * Why a plan was not carried out:
 * - `PLAN_INVALID`: its file is absent, altered or of another kind, or its steps have no order
 * - `REFUSED`: it is out of date or a guard forbids it; nothing was changed
 */
export type PlanErrorCode = 'PLAN_INVALID' | 'REFUSED';

/** Its message names the place, what was found, what was expected and what to do next. */
export class PlanError extends Error {
  readonly code: PlanErrorCode;

  constructor(code: PlanErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlanError';
    this.code = code;
  }
}
