import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { StorageClassV1 } from '@cdktf/provider-kubernetes/lib/storage-class-v1/index.js';
import { Construct } from 'constructs';

export interface NamespaceProps {
  readonly name: string;
  /** Of the disks that outlive their pods. */
  readonly diskKeyId: string;
}

/** Where workloads live: nothing runs there with rights, and nothing talks to anything unless a policy says so. */
export class Namespace extends Construct {
  readonly name: string;
  readonly storageClass: string;

  constructor(scope: Construct, id: string, { name, diskKeyId }: NamespaceProps) {
    super(scope, id);
    this.name = new NamespaceV1(this, 'namespace', {
      metadata: {
        name,
        labels: Object.fromEntries(
          ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
        ),
      },
    }).metadata.name;
    this.renderDenial();
    this.storageClass = this.renderStorageClass(name, diskKeyId);
  }

  private renderDenial(): void {
    new NetworkPolicyV1(this, 'deny', {
      metadata: { name: 'deny-everything', namespace: this.name },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    new NetworkPolicyV1(this, 'names', {
      metadata: { name: 'ask-for-names', namespace: this.name },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: ['UDP', 'TCP'].map((protocol) => ({ port: '53', protocol })),
          },
        ],
      },
    });
  }

  private renderStorageClass(namespace: string, diskKeyId: string): string {
    return new StorageClassV1(this, 'disks', {
      metadata: { name: `${namespace}-encrypted-ssd` },
      storageProvisioner: 'pd.csi.storage.gke.io',
      parameters: { type: 'pd-ssd', 'disk-encryption-kms-key': diskKeyId },
      // Where the pod is placed, there the disk has to be.
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
      reclaimPolicy: 'Retain',
    }).metadata.name;
  }
}
