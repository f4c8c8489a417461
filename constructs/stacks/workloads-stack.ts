import { DataGoogleClientConfig } from '@cdktf/provider-google/lib/data-google-client-config/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { images, type Platform } from '../../platform/index.ts';
import { clientRanges } from '../workloads/allowances.ts';
import { Namespace } from '../workloads/namespace.ts';
import { pinnedImage } from '../workloads/pinned-image.ts';
import { supportingServices } from '../workloads/supporting-services.ts';
import { Workload } from '../workloads/workload.ts';
import { namespaceName } from '../workloads/workload-description.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';
import type { GkeStack } from './gke-stack.ts';

/** The supporting services, one after the other. */
export class WorkloadsStack extends EnvironmentStack {
  constructor(scope: Construct, platform: Platform, foundation: FoundationStack, gke: GkeStack) {
    super(scope, platform, 'workloads');
    const { accessToken } = new DataGoogleClientConfig(this, 'whoever-applies', {});
    new KubernetesProvider(this, 'kubernetes', { host: `https://${gke.endpoint}`, token: accessToken });

    const namespace = new Namespace(this, 'namespace', {
      name: namespaceName,
      diskKeyId: foundation.encryption.keyId('disks'),
    });
    let after: readonly ITerraformDependable[] = [];
    for (const description of supportingServices(platform)) {
      const { ready } = new Workload(this, description.name, {
        description,
        prefix: platform.name,
        projectId: platform.projectId,
        namespace: namespace.name,
        image: pinnedImage(this, platform, description.image),
        version: images[description.image].tag,
        storageClass: namespace.storageClass,
        addressSubnet: foundation.network.subnet('primary').name,
        addressCallers: clientRanges(platform),
        after,
      });
      after = [ready];
    }
  }
}
