import type { Construct } from 'constructs';
import type { Platform } from '../../platform/index.ts';
import type { AgentCode } from '../cluster-place.ts';
import { renderNodeTrust } from '../../render/index.ts';
import { MirrorMaker } from '../mirror-maker.ts';
import { OpsAgent } from '../ops-agent.ts';
import { TrustAccess } from '../trust-access.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';
import type { KafkaStack } from './kafka-stack.ts';

/**
 * What copies the first region to the second. A stack of its own: it needs both clusters, and a failover stops it alone.
 */
export class MirrorStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    platform: Platform,
    foundation: FoundationStack,
    clusters: { readonly primary: KafkaStack; readonly secondary: KafkaStack },
    agent: AgentCode,
  ) {
    super(scope, platform, 'mirror', platform.regions.secondary.name);
    const mirror = new MirrorMaker(this, 'mirror-maker', {
      source: clusters.primary,
      target: clusters.secondary,
      networkId: foundation.network.id,
      subnet: foundation.network.subnet('secondary'),
      diskKeyId: foundation.secondaryEncryption.keyId('disks'),
      agent,
      trust: renderNodeTrust(platform, 'mirror-maker'),
    });
    mirror.allowMonitoring('pods', { ranges: [platform.gke.podCidr] });
    new TrustAccess(this, 'mirror-maker-access', {
      account: mirror.account,
      stateBucket: foundation.state.name,
      secretIds: foundation.mirrorLogins.map(({ secretId }) => secretId),
    });
    new OpsAgent(this, 'ops-agent', {
      prefix: `${platform.name}-mirror`,
      zones: platform.regions.secondary.zones,
      components: ['mirror-maker'],
    });
  }
}
