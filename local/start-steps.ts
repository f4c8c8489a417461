/** The steps of a start, in the order in which they begin. */
export const startSteps = {
  orphans: 'Look for what an earlier start left',
  machine: 'Check this machine',
  jars: 'Have Kafka, ZooKeeper and the registry ready',
  certificates: 'Certificates of the local authority',
  zookeeper: 'Start the ZooKeeper ensemble',
  users: 'Users that brokers and operators log in as',
  brokers: 'Start the brokers',
  registry: 'Start the schema registry',
} as const;

export type StartStep = keyof typeof startSteps;

/** What the start tells of itself. `detail` is a line for people. */
export type StepEvent =
  | { readonly step: StartStep; readonly state: 'started' }
  | { readonly step: StartStep; readonly state: 'says'; readonly detail: string }
  | { readonly step: StartStep; readonly state: 'done'; readonly detail?: string }
  | { readonly step: StartStep; readonly state: 'failed' };

/** Runs steps and tells of their beginning and end. */
export interface StepRunner {
  /** @param run its result's `detail`, if any, is told with the end */
  <T>(
    step: StartStep,
    run: (say: (detail: string) => void) => Promise<T>,
    detailOf?: (result: T) => string,
  ): Promise<T>;
}

/** A runner that refuses to begin a step once `signal` is aborted. */
export function stepRunner(signal: AbortSignal, onStep: (event: StepEvent) => void): StepRunner {
  return async (step, run, detailOf) => {
    signal.throwIfAborted();
    onStep({ step, state: 'started' });
    try {
      const result = await run((detail) => {
        // What an interruption breaks off may take it for a failure and tell what it would do about it.
        if (!signal.aborted) onStep({ step, state: 'says', detail });
      });
      signal.throwIfAborted();
      const detail = detailOf?.(result);
      onStep({ step, state: 'done', ...(detail === undefined ? {} : { detail }) });
      return result;
    } catch (error) {
      onStep({ step, state: 'failed' });
      throw signal.aborted ? signal.reason : error;
    }
  };
}
