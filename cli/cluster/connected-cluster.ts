import type { OwnershipRecord, ResourceKind } from '../../cluster/index.ts';

/** A cluster that a command is connected to, with all that is wanted of it. */
export interface ConnectedCluster {
  /** Kafka's own id of it. */
  readonly id: string;
  readonly kinds: readonly ResourceKind[];
  /** Which of its resources are the platform's. */
  readonly ownership: OwnershipRecord;
}
