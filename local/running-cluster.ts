import type { Platform } from '../platform/index.ts';
import type { ClassArchives } from './class-archives.ts';
import type { Home } from './home.ts';
import { residentMemoryMb } from './process-table.ts';
import { registryUrlOf } from './registry.ts';
import { releaseLock } from './run-lock.ts';
import { stopAndKeepArchives } from './stop.ts';
import type { NodeEvent, Supervisor } from './supervisor.ts';

/** A platform that runs and that this process attends to. */
export interface RunningCluster {
  /** `host:port` of every broker's client listener, comma-separated. */
  readonly bootstrapServers: string;
  /** Base of the registry's Confluent-compatible API; answers once `registryReady` has resolved. */
  readonly registryUrl: string;
  /** The user of `client.properties`. It may do nothing until it is permitted to. */
  readonly clientUser: string;
  readonly files: {
    readonly adminProperties: string;
    readonly clientProperties: string;
    readonly caCertificate: string;
  };
  /** Process id by node name, of those that run at this moment. */
  pids(): ReadonlyMap<string, number>;
  /** Resident memory of all nodes together, in MiB. */
  residentMemoryMb(): Promise<number>;
  /** Resolves when the registry answers; rejects with the reason that it doesn't. */
  registryReady(): Promise<void>;
  /** Tells of nodes that end by themselves and come back. @returns a function that ends the subscription */
  onNodeEvent(listener: (event: NodeEvent) => void): () => void;
  /** Stops all nodes in order; data stay. */
  stop(): Promise<void>;
}

/** Puts together what `startCluster` hands out. */
export function runningCluster(parts: {
  readonly platform: Platform;
  readonly home: Home;
  readonly supervisor: Supervisor;
  readonly archives: ClassArchives;
  readonly registryReady: Promise<void>;
  readonly clientUser: string;
  /** Ends what still waits for a node. */
  readonly cancel: () => void;
}): RunningCluster {
  const { platform, home, supervisor, archives } = parts;
  return {
    bootstrapServers: platform.bootstrapServers,
    registryUrl: registryUrlOf(platform),
    clientUser: parts.clientUser,
    files: home.files,
    pids: () => new Map(supervisor.pids),
    residentMemoryMb: () => residentMemoryMb([...supervisor.pids.values()]),
    registryReady: () => parts.registryReady,
    onNodeEvent: (listener) => supervisor.onEvent(listener),
    async stop() {
      parts.cancel();
      await supervisor.letGo();
      await stopAndKeepArchives(home, archives);
      await releaseLock(home);
    },
  };
}
