import type { Construct } from 'constructs';
import type { Platform } from '../platform/index.ts';
import { AutomationStack, type DeployableFunction } from './stacks/automation-stack.ts';
import type { EnvironmentStack } from './stacks/environment-stack.ts';
import { FoundationStack } from './stacks/foundation-stack.ts';
import { KafkaStack } from './stacks/kafka-stack.ts';

/**
 * An environment as stacks, cut by what breaks together and by how often it changes.
 *
 * @param scope a cdktf App
 * @returns the stacks in the order in which they are applied
 */
export function defineEstate(
  scope: Construct,
  platform: Platform,
  functions: readonly DeployableFunction[],
): readonly EnvironmentStack[] {
  const foundation = new FoundationStack(scope, platform);
  const kafka = new KafkaStack(scope, platform, foundation);
  const automation = new AutomationStack(scope, platform, foundation, functions, kafka.accounts);
  // Its functions talk to the cluster, though no attribute of the cluster leads to them.
  automation.addDependency(kafka);
  return [foundation, kafka, automation];
}
