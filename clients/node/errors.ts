/** What the clients refuse or give up on. `retryable` tells whether the same call may succeed later. */
export abstract class ClientError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;
}

/** A record that doesn't start with the registry's five bytes: not written by a client of the platform. */
export class UnframedRecordError extends ClientError {
  override readonly name = 'UnframedRecordError';
  readonly code = 'UNFRAMED_RECORD';
  readonly retryable = false;

  constructor(found: string) {
    super(`record: found ${found}, expected a zero byte and a schema id of four bytes before the Avro body`);
  }
}

/** The schema registry refused, or didn't answer. */
export class RegistryError extends ClientError {
  override readonly name = 'RegistryError';
  readonly code = 'REGISTRY';
  readonly retryable: boolean;
  /** Of its answer, by HTTP; absent when there was none. */
  readonly status: number | undefined;

  constructor(
    place: string,
    found: string,
    next: string,
    retryable: boolean,
    { status, ...options }: ErrorOptions & { status?: number } = {},
  ) {
    super(`schema registry ${place}: ${found}; ${next}`, options);
    this.retryable = retryable;
    this.status = status;
  }
}

/** An event that its topic doesn't carry, or that is too large: refused before anything is sent. */
export class UnsendableEventError extends ClientError {
  override readonly name = 'UnsendableEventError';
  readonly code = 'UNSENDABLE_EVENT';
  readonly retryable = false;

  constructor(topic: string, found: string, expected: string) {
    super(`topic "${topic}": found ${found}, expected ${expected}`);
  }
}

/**
 * The producer can't tell any more what was written, so it stopped: each event whose `send` failed with this may or
 * may not be in its topic. A new producer starts afresh.
 */
export class ProducerStoppedError extends ClientError {
  override readonly name = 'ProducerStoppedError';
  readonly code = 'PRODUCER_STOPPED';
  readonly retryable = false;

  constructor(found: string, options?: ErrorOptions) {
    super(`producer stopped: ${found}; connect a new producer, and repeat only what may be written twice`, options);
  }
}
