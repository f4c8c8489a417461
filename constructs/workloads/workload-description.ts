import type { ImageName, ServiceNode } from '../../platform/index.ts';

/** Whom pods may talk to or hear from: pods of another workload, or addresses. */
export type Peer = { readonly workload: string } | { readonly range: string; readonly except?: readonly string[] };

export interface Allowance {
  readonly peers: readonly Peer[];
  /** TCP ports. */
  readonly ports: readonly number[];
}

/** How Kubernetes learns whether a container works. */
export type Probe =
  | { readonly path: string; readonly port: number; readonly scheme: 'HTTP' | 'HTTPS' }
  | { readonly command: readonly string[] };

/** A service on Kubernetes, as data. Everything that holds for all of them is added by `Workload`. */
export interface WorkloadDescription {
  /** Of its pods, service and account: a DNS label. */
  readonly name: string;
  readonly image: ImageName;
  /** The role of the pool whose machines it runs on. */
  readonly pool: string;
  readonly replicas: number;
  readonly command: readonly string[];
  /** `$(POD_NAME)` in it is the pod's: NAME-0 and so on. */
  readonly args: readonly string[];
  /** Not for secrets: whoever may see a pod can read them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whom the image's program runs as. */
  readonly userId: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly probe: Probe;
  readonly cpuMillis: { readonly request: number; readonly limit: number };
  /** Memory isn't lent: what it may use at most is set aside for it. */
  readonly memoryMb: number;
  /** Files of `configDir` by name. Without secrets. */
  readonly files: Readonly<Record<string, string>>;
  readonly configDir: string;
  /** Files that Secret Manager holds, by name within `secretsDir`. */
  readonly secretFiles: readonly string[];
  readonly secretsDir: string;
  /** A disk that outlives the pod. */
  readonly disk?: { readonly path: string; readonly sizeGb: number };
  /** Whether each pod has a name within the cluster, `podHost`. @default false */
  readonly namedPods?: boolean;
  /** Where others on the network reach each replica, in order. */
  readonly addresses?: readonly ServiceNode[];
  readonly ingress: readonly Allowance[];
  readonly egress: readonly Allowance[];
  /** How long a container may take to end in order. @default 30 */
  readonly stopSeconds?: number;
}

/** The namespace of all of the platform's workloads. */
export const namespaceName = 'kafka';

/** Name within the cluster of a pod of a workload with `namedPods`. */
export function podHost(workload: string, index: number): string {
  return `${workload}-${String(index)}.${workload}.${namespaceName}.svc.cluster.local`;
}

/** Key of a file in its config map, which may not hold a slash; the volume puts the file where it belongs. */
export function fileKey(path: string): string {
  return path.replaceAll('/', '..');
}

/** Name of the secret that holds one of a workload's files. */
export function secretName(prefix: string, workload: string, file: string): string {
  return `${prefix}-${workload}-${file.replaceAll('.', '-')}`;
}
