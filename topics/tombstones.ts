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
}

const tombstoneShape = z.strictObject({
  topic: z.string().min(1, 'expected the name of a topic'),
  date: z.iso.date('expected a day such as 2026-11-25'),
  reason: z.string().min(1, 'expected a sentence'),
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
 * from clusters whose ownership record says that the platform made it.
 */
export const tombstones: readonly Tombstone[] = parseTombstones(
  [],
  topics.map(({ name }) => name),
);
