/** From when until when a certificate holds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * - `node`: 30 days on the estate. Nothing is revoked: a stolen key is worth this much time. Public certificates come
 *   down to 47 days by 2029 (CA/Browser Forum, ballot SC-081v3); a machine renews by itself and can have less.
 * - `homeNode`: on one machine certificates are renewed only by a start. 397 days is the longest that browsers and
 *   Apple's systems accepted of a server when the platform was begun.
 * - `authority`: ten years; its key lies where it can't be taken from.
 */
export const validDays = { node: 30, homeNode: 397, authority: 3_650 } as const;

/** A certificate is renewed when this much of its life is over: ten days are left to see that renewal fails. */
const renewedAfter = 2 / 3;

/** Valid from an hour ago, since clocks differ a little between machines. */
export function validFor(days: number, now: Date): Validity {
  return { notBefore: new Date(now.getTime() - hourMs), notAfter: new Date(now.getTime() + days * dayMs) };
}

/** Whether a certificate should be replaced: two thirds of its life are over. */
export function isDueForRenewal({ notBefore, notAfter }: Validity, now: Date): boolean {
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  return now.getTime() >= notBefore.getTime() + lifeMs * renewedAfter;
}
