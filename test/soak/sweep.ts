import { createRandom, type Random } from '../../local/simulation/random.ts';

/** Neither `npm start`'s home nor the integration tier's: the tiers can run beside each other. */
export const soakHome = '.platform/soak';
export const soakNetwork = '127.23.0.0/24';

/**
 * How long a sweep goes on, in minutes. With what comes before and after, 8 stay below ten.
 * KAFKA_PLATFORM_SOAK_MINUTES shortens it, for a look at whether it works.
 */
export const sweepMinutes = Number(process.env['KAFKA_PLATFORM_SOAK_MINUTES'] ?? 8);

/** For the test around a sweep: the last round, and what a busy machine takes longer. */
export const sweepTimeoutMs = (sweepMinutes + 1.8) * 60_000;

/** The same seed makes the same choices: name that of a failed sweep in KAFKA_PLATFORM_SOAK_SEED. */
export function sweepRandom(): Random {
  const seed = process.env['KAFKA_PLATFORM_SOAK_SEED'] ?? String(Date.now() % 1_000_000);
  tell(`seed ${seed}: the same again by KAFKA_PLATFORM_SOAK_SEED=${seed}`);
  return createRandom(seed);
}

/** A figure, or how far it has come. */
export function tell(line: string): void {
  process.stderr.write(`    ${line}\n`);
}
