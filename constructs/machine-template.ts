import { ComputeInstanceTemplate } from '@cdktf/provider-google/lib/compute-instance-template/index.js';
import type { Construct } from 'constructs';
import { ArtifactsReader } from './artifacts-reader.ts';
import { machineMetadata, type MachineProps } from './machine-metadata.ts';
import { nameLimits, nameWithin } from './names.ts';
import type { Subnet } from './network.ts';
import { grantProjectRoles } from './project-grants.ts';

export interface MachineTemplateProps extends MachineProps {
  /** What its machines are called, before the provider's own end. */
  readonly name: string;
  readonly projectId: string;
  readonly machineType: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly subnet: Subnet;
  /** Key of the boot disk, in the machines' region. */
  readonly diskKeyId: string;
  /** E-mail address of the service account that they run as. */
  readonly account: string;
  /** Image of the boot disk. @default 'debian-cloud/debian-12' */
  readonly image?: string;
}

const bootDiskSizeGb = 20;

/** To write logs and measurements (ops-agent.ts); whoever can write them can't read them. */
const telemetryRoles = ['roles/logging.logWriter', 'roles/monitoring.metricWriter'];

/** How every machine is made: without a public address, booted verified, entered by OS Login only. */
export function renderMachineTemplate(scope: Construct, props: MachineTemplateProps): ComputeInstanceTemplate {
  new ArtifactsReader(scope, 'artifacts', { bucket: props.description.artifactsBucket, account: props.account });
  grantProjectRoles(scope, 'account', props.projectId, `serviceAccount:${props.account}`, telemetryRoles);
  const { name, machineType, labels, subnet, diskKeyId, account, image = 'debian-cloud/debian-12' } = props;
  return new ComputeInstanceTemplate(scope, 'template', {
    // A template can't be changed: each change makes a new one, under a new name, before the old one goes.
    namePrefix: `${nameWithin(nameLimits.templatePrefix - 1, name)}-`,
    lifecycle: { createBeforeDestroy: true },
    machineType,
    labels: { ...labels },
    disk: [
      {
        boot: true,
        autoDelete: true,
        sourceImage: image,
        diskType: 'pd-balanced',
        diskSizeGb: bootDiskSizeGb,
        diskEncryptionKey: { kmsKeySelfLink: diskKeyId },
      },
    ],
    // Without an access configuration the interface has no public address.
    networkInterface: [{ subnetwork: subnet.id }],
    serviceAccount: {
      email: account,
      // What the account may do is decided by its roles; scopes would be a second, coarser list.
      scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    },
    shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
    metadata: {
      ...machineMetadata(props),
      'enable-oslogin': 'TRUE',
      // VM Manager's agent, which Debian's image has, does nothing without it.
      'enable-osconfig': 'TRUE',
      'block-project-ssh-keys': 'TRUE',
      'serial-port-enable': 'FALSE',
    },
  });
}
