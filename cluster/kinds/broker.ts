/** A broker as it is, in the shape that plans hold. */
export interface SeenBroker {
  readonly isLive: boolean;
  /** Settings made while it runs that slow replication down, by name; those of a move that was cut off stay until taken away. */
  readonly throttle: Readonly<Record<string, string>>;
}
