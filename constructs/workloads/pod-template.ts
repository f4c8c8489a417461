import type { StatefulSetV1SpecTemplateSpec } from '@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js';
import { poolKey } from '../node-pool.ts';
import { fileKey, type Probe, type WorkloadDescription } from './workload-description.ts';

/**
 * The pods of a workload. What is not in the description is the same for all: they run as a user without rights, on a
 * file system that they can't write to but for `/tmp` and their disk, and without a token for Kubernetes.
 */
export function podTemplate(
  description: WorkloadDescription,
  image: string,
  filesName: string,
  selector: Readonly<Record<string, string>>,
): StatefulSetV1SpecTemplateSpec {
  const { name, pool, userId, secretFiles, stopSeconds = 30 } = description;
  const user = String(userId);
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: stopSeconds,
    nodeSelector: { [poolKey]: pool },
    toleration: [{ key: poolKey, operator: 'Equal', value: pool, effect: 'NoSchedule' }],
    topologySpreadConstraint: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'DoNotSchedule',
      // Only machines that the pods may be on count; those of other pools would all seem empty.
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Honor',
      labelSelector: [{ matchLabels: { ...selector } }],
    })),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    container: [container(description, image)],
    volume: [
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'files', configMap: { name: filesName, items: fileItems(description) } },
      ...(secretFiles.length === 0
        ? []
        : [
            {
              name: 'secrets',
              csi: {
                driver: 'secrets-store-gke.csi.k8s.io',
                readOnly: true,
                volumeAttributes: { secretProviderClass: name },
              },
            },
          ]),
    ],
  };
}

function container(description: WorkloadDescription, image: string) {
  const { name, command, args, environment, ports, probe, cpuMillis, memoryMb, secretFiles, disk } = description;
  const memory = `${String(memoryMb)}Mi`;
  const action = probeAction(probe);
  return {
    name,
    image,
    command: [...command],
    args: [...args],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ...Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
    ],
    port: Object.entries(ports).map(([portName, number]) => ({ name: portName, containerPort: number })),
    resources: {
      requests: { cpu: `${String(cpuMillis.request)}m`, memory },
      limits: { cpu: `${String(cpuMillis.limit)}m`, memory },
    },
    // Ten minutes to begin, since a registry reads all its schemas first; then half a minute of silence is an end.
    startupProbe: { ...action, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 120 },
    readinessProbe: { ...action, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...action, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMount: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'files', mountPath: description.configDir, readOnly: true },
      ...(secretFiles.length === 0 ? [] : [{ name: 'secrets', mountPath: description.secretsDir, readOnly: true }]),
      ...(disk === undefined ? [] : [{ name: 'data', mountPath: disk.path }]),
    ],
  };
}

function probeAction(probe: Probe) {
  if ('command' in probe) return { exec: { command: [...probe.command] } };
  return { httpGet: { path: probe.path, port: String(probe.port), scheme: probe.scheme } };
}

function fileItems({ files }: WorkloadDescription) {
  return Object.keys(files).map((path) => ({ key: fileKey(path), path }));
}
