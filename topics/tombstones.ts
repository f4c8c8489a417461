import { z } from 'zod';
import { topics } from './catalogue.ts';
import { InvalidTopicError } from './errors.ts';
import type { TopicProblem } from './errors.ts';

/** A topic that was in the catalogue and is to be removed. */
export interface Tombstone {
  readonly topic: string;
  /** The day on which it was taken out, `2026-11-25`. */
  readonly date: string;
  /** Why, for those who miss it. */
  readonly reason: string;
  /** For how many days its users are cut off before it is removed, so that it can be taken back; 0 removes it at once. */
  readonly quarantineDays: number;
}

/**
 * Long enough for a weekly job to fail and be missed, and no longer than Kafka keeps the offsets of a group without
 * members (`offsets.retention.minutes`, 10080 unless set): who comes back within it goes on where it was.
 */
export const usualQuarantineDays = 7;

const tombstoneShape = z.strictObject({
  topic: z.string().min(1, 'expected the name of a topic'),
  date: z.iso.date('expected a day such as 2026-11-25'),
  reason: z.string().min(1, 'expected a sentence'),
  quarantineDays: z.int('expected whole days').min(0, 'expected whole days, 0 for none').default(usualQuarantineDays),
});

/**
 * Tombstones from data without types.
 *
 * @param declared topics of the catalogue
 * @throws InvalidTopicError for one that lacks something, stands twice or is of a topic that is still declared
 */
export function parseTombstones(input: readonly unknown[], declared: readonly string[]): readonly Tombstone[] {
  const seen = new Set<string>();
  return input.map((each) => {
    const parsed = tombstoneShape.safeParse(each);
    const name = (each as { topic?: unknown } | null)?.topic;
    const label = typeof name === 'string' ? name : '(without a name)';
    if (!parsed.success) {
      throw new InvalidTopicError(
        label,
        parsed.error.issues.map(({ path, message }): TopicProblem => ({
          path: ['tombstone', ...path].join('.'),
          found: JSON.stringify(each),
          expected: message.replace(/^.*expected /, ''),
        })),
      );
    }
    const refuse = (found: string, expected: string) =>
      new InvalidTopicError(label, [{ path: 'tombstone', found, expected }]);
    if (declared.includes(label)) {
      throw refuse(
        'a topic that the catalogue still declares',
        'only one of the two: take it out of topics/catalogue/',
      );
    }
    if (seen.has(label)) throw refuse('a second one', 'one; take the other away');
    seen.add(label);
    return Object.freeze(parsed.data);
  });
}

/**
 * Topics to remove. That a topic is not in the catalogue means nothing: only what is named here is removed, and only
 * from clusters whose ownership record says that the platform made it. To take one back, delete it here: see
 * `docs/how-to/remove-a-topic.md`.
 */
export const tombstones: readonly Tombstone[] = parseTombstones(
  [],
  topics.map(({ name }) => name),
);
