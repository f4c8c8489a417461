import { GoogleProvider } from '@cdktf/provider-google/lib/provider/index.js';
import { TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import type { Platform } from '../../platform/index.ts';
import { keepState } from './state-backend.ts';

/**
 * What every stack of an environment has: its name, `production-kafka`, the provider with labels for who pays, and a
 * place for its state.
 */
export class EnvironmentStack extends TerraformStack {
  /** What it is about: its name without the environment. */
  readonly area: string;

  constructor(scope: Construct, platform: Platform, area: string, region = platform.regions.primary.name) {
    const name = `${platform.environment}-${area}`;
    super(scope, name);
    this.area = area;
    keepState(this, name, platform);
    new GoogleProvider(this, 'google', {
      project: platform.projectId,
      region,
      defaultLabels: { platform: platform.name, environment: platform.environment, stack: area },
    });
  }

  /**
   * Addresses in Terraform's state that a person can type: `google_compute_disk.kafka_kafka-01_disk`. cdktf's own end
   * in a digest of the path.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map((construct) => construct.node.id);
    return path.join('_').replace(/[^A-Za-z0-9_-]/g, '-');
  }
}
