import { createHash } from 'node:crypto';
import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1/index.js';
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import { ServiceV1 } from '@cdktf/provider-kubernetes/lib/service-v1/index.js';
import { StatefulSetV1 } from '@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { asLiteral } from '../machine-metadata.ts';
import { podTemplate } from './pod-template.ts';
import { WorkloadPolicy } from './workload-policy.ts';
import { fileKey, secretName, type WorkloadDescription } from './workload-description.ts';

export interface WorkloadProps {
  readonly description: WorkloadDescription;
  readonly prefix: string;
  readonly projectId: string;
  readonly namespace: string;
  /** By digest. */
  readonly image: string;
  /** For people: what the image's publisher calls it. */
  readonly version: string;
  /** Of disks that outlive their pods. */
  readonly storageClass: string;
  /** Name of the subnet that fixed addresses are in. */
  readonly addressSubnet: string;
  /** Who may connect to fixed addresses; what of it reaches the pods is decided by the description. */
  readonly addressCallers: readonly string[];
  /** What must be ready before. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * A service on Kubernetes with all that each of them has: pods that are replaced one by one and spread over machines
 * and zones, an identity of its own, a service within the cluster and, where others need it, one address on the
 * network for each replica, a budget for disruptions, a network policy, and secrets as files.
 */
export class Workload extends Construct {
  /** Is there when the pods are ready. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const { description, namespace } = props;
    const selector = { 'app.kubernetes.io/name': description.name };
    const metadata = { name: description.name, namespace, labels: this.labels(props) };
    new ServiceAccountV1(this, 'account', { metadata, automountServiceAccountToken: false });
    const policy = new WorkloadPolicy(this, 'policy', { description, namespace, selector });
    const secrets = this.renderSecrets(props);
    new PodDisruptionBudgetV1(this, 'budget', {
      metadata,
      spec: { maxUnavailable: '1', selector: { matchLabels: selector } },
    });
    this.renderService(props, metadata, selector);
    this.ready = new StatefulSetV1(this, 'pods', {
      metadata,
      waitForRollout: true,
      dependsOn: [policy.rules, ...secrets, ...props.after],
      spec: {
        serviceName: description.name,
        replicas: String(description.replicas),
        // Replicas don't wait for each other to begin; changes are still made one by one.
        podManagementPolicy: 'Parallel',
        updateStrategy: [{ type: 'RollingUpdate', rollingUpdate: [{ partition: 0 }] }],
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...metadata.labels } },
          spec: podTemplate(description, props.image, this.renderFiles(props), selector),
        },
        ...volumeClaims(props),
      },
    });
  }

  private labels({ version, description }: WorkloadProps): Record<string, string> {
    return {
      'app.kubernetes.io/name': description.name,
      'app.kubernetes.io/version': version,
      'app.kubernetes.io/part-of': 'kafka-platform',
    };
  }

  /** A changed file is a new map, which brings new pods; an immutable one can't change under those that run. */
  private renderFiles({ description, namespace }: WorkloadProps): string {
    const data = Object.fromEntries(
      Object.entries(description.files).map(([file, text]) => [fileKey(file), asLiteral(text)]),
    );
    const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10);
    return new ConfigMapV1(this, 'files', {
      metadata: { name: `${description.name}-${digest}`, namespace },
      immutable: true,
      data,
      lifecycle: { createBeforeDestroy: true },
    }).metadata.name;
  }

  /**
   * Tells the driver which secrets a pod gets, and as which files. Terraform asks the cluster for the shape of this one
   * resource when it plans: docs/adr/0021-a-private-gke-cluster-reached-by-dns.md.
   */
  private renderSecrets({ description, namespace, projectId, prefix }: WorkloadProps): ITerraformDependable[] {
    const { name, secretFiles } = description;
    if (secretFiles.length === 0) return [];
    const secrets = secretFiles.map((path) => ({
      resourceName: `projects/${projectId}/secrets/${secretName(prefix, name, path)}/versions/latest`,
      path,
    }));
    return [
      new Manifest(this, 'secrets', {
        manifest: {
          apiVersion: 'secrets-store.csi.x-k8s.io/v1',
          kind: 'SecretProviderClass',
          metadata: { name, namespace },
          spec: { provider: 'gke', parameters: { secrets: stringify(secrets) } },
        },
      }),
    ];
  }

  private renderService(
    props: WorkloadProps,
    metadata: { name: string; namespace: string; labels: Record<string, string> },
    selector: Record<string, string>,
  ): void {
    const { description, addressSubnet, addressCallers } = props;
    const port = Object.entries(description.ports).map(([name, number]) => ({
      name,
      port: number,
      targetPort: name,
      protocol: 'TCP',
    }));
    // Without an address of its own a service is a name for each of its pods.
    const address = description.namedPods === true ? { clusterIp: 'None' } : {};
    new ServiceV1(this, 'service', { metadata, spec: { type: 'ClusterIP', ...address, selector, port } });
    description.addresses?.forEach((node, index) => {
      new ServiceV1(this, `address-${node.name}`, {
        metadata: {
          ...metadata,
          name: node.name,
          annotations: {
            'networking.gke.io/load-balancer-type': 'Internal',
            'networking.gke.io/internal-load-balancer-subnet': addressSubnet,
            'networking.gke.io/internal-load-balancer-allow-global-access': 'true',
          },
        },
        spec: {
          type: 'LoadBalancer',
          loadBalancerIp: node.address,
          loadBalancerSourceRanges: [...addressCallers],
          // The pod sees who calls, which its network policy decides by.
          externalTrafficPolicy: 'Local',
          allocateLoadBalancerNodePorts: false,
          selector: { ...selector, 'statefulset.kubernetes.io/pod-name': `${description.name}-${String(index)}` },
          port,
        },
      });
    });
  }
}

function volumeClaims({ description: { disk }, storageClass }: WorkloadProps) {
  if (disk === undefined) return {};
  return {
    volumeClaimTemplate: [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: storageClass,
          resources: { requests: { storage: `${String(disk.sizeGb)}Gi` } },
        },
      },
    ],
  };
}
