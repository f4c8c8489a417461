/** One thing wrong with a topic. */
export interface TopicProblem {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** A topic that breaks a rule; `problems` names all of it. Never worth a retry. */
export class InvalidTopicError extends Error {
  readonly code = 'INVALID_TOPIC';
  readonly retryable = false;
  override readonly name = 'InvalidTopicError';
  readonly topic: string;
  readonly problems: readonly TopicProblem[];

  constructor(topic: string, problems: readonly TopicProblem[]) {
    const lines = problems.map(
      ({ path, found, expected }) => `${path || '(topic)'}: found ${found}, expected ${expected}`,
    );
    super(`topic "${topic}": ${lines.join('; ')}`);
    this.topic = topic;
    this.problems = problems;
  }
}

/** No topic of this name, or no topic for this event, is in the catalogue. */
export class UnknownTopicError extends Error {
  readonly code = 'UNKNOWN_TOPIC';
  readonly retryable = false;
  override readonly name = 'UnknownTopicError';

  constructor(found: string, known: readonly string[]) {
    super(`topic "${found}": found no such topic, expected one of ${known.join(', ')}; add it in topics/catalogue/`);
  }
}

/** An event that its topic can't key: the topic doesn't carry it, or its key is empty. */
export class UnkeyableEventError extends Error {
  readonly code = 'UNKEYABLE_EVENT';
  readonly retryable = false;
  override readonly name = 'UnkeyableEventError';
}
