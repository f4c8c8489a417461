import { z } from 'zod';
import { domains } from '../../schemas/index.ts';
import { InvalidTopicError } from '../errors.ts';
import { retentionName } from '../retention.ts';
import { nameIn, shapeProblems } from '../shape-problems.ts';
import { owners } from '../topic.ts';

/** What a team writes who wants a topic. Replicas are not asked for: they are the cluster's. */
const requestShape = z.strictObject({
  name: z.string().min(1, 'expected a name such as marketplace-coupons'),
  /** The team that will answer for it. */
  owner: z.enum(owners),
  /** That of its events; says in which file of the catalogue it stands. */
  domain: z.enum(domains),
  /** Path in each event to what keeps its order, such as `payload.userId`. */
  key: z.string().min(1, 'expected a path such as payload.userId'),
  events: z.array(z.string()).min(1, 'expected at least one event type'),
  partitions: z.int('expected a whole number').min(1, 'expected 1 or more'),
  retention: z.strictObject({
    class: retentionName,
    /** Stands beside the topic in the catalogue. */
    reason: z
      .string()
      .regex(
        /^[^\p{Cc}\p{Zl}\p{Zp}]{10,200}$/u,
        'expected a sentence of 10 to 200 characters on one line: who needs it as long',
      ),
  }),
  /** Compressed, average over a week, all partitions together. */
  expectedBytesPerSecond: z.number().positive('expected bytes a second, above 0'),
});

export type TopicRequest = z.output<typeof requestShape>;

/**
 * A request from data without types.
 *
 * @throws InvalidTopicError naming all fields that aren't as they should be
 */
export function parseTopicRequest(input: unknown): TopicRequest {
  const result = requestShape.safeParse(input);
  if (!result.success) throw new InvalidTopicError(nameIn(input), shapeProblems(result.error, input, requestShape));
  return result.data;
}
