import type { Construct } from 'constructs';
import type { Platform } from '../platform/index.ts';
import type { AgentCode } from './cluster-place.ts';
import { AutomationStack, type DeployableFunction } from './stacks/automation-stack.ts';
import type { EnvironmentStack } from './stacks/environment-stack.ts';
import { FoundationStack } from './stacks/foundation-stack.ts';
import { GkeStack } from './stacks/gke-stack.ts';
import { KafkaStack } from './stacks/kafka-stack.ts';
import { MirrorStack } from './stacks/mirror-stack.ts';
import { ProjectStack } from './stacks/project-stack.ts';
import { TerraformCloudStack } from './stacks/terraform-cloud-stack.ts';
import { WorkloadsStack } from './stacks/workloads-stack.ts';

/**
 * An environment as stacks, cut by what breaks together, by how often it changes and by who may apply it
 * (docs/adr/0023-stacks-and-where-their-state-lies.md).
 *
 * @param scope a cdktf App
 * @param agent what machines boot with, from the artifacts bucket
 * @returns the stacks in the order in which they are applied
 */
export function defineEstate(
  scope: Construct,
  platform: Platform,
  functions: readonly DeployableFunction[],
  agent: AgentCode,
): readonly EnvironmentStack[] {
  const project = new ProjectStack(scope, platform);
  const foundation = after([project], new FoundationStack(scope, platform));
  const kafka = after([foundation], new KafkaStack(scope, platform, foundation, 'primary', agent));
  const kafkaSecondary = after([foundation], new KafkaStack(scope, platform, foundation, 'secondary', agent));
  const clusters = { primary: kafka, secondary: kafkaSecondary };
  const mirror = after(
    [foundation, kafka, kafkaSecondary],
    new MirrorStack(scope, platform, foundation, clusters, agent),
  );
  const gke = after([foundation], new GkeStack(scope, platform, foundation));
  // They talk to the brokers from the moment they come.
  const workloads = after([foundation, kafka, gke], new WorkloadsStack(scope, platform, foundation, gke));
  // Its functions talk to the cluster, though no attribute of the cluster leads to them.
  const automation = after(
    [foundation, kafka, kafkaSecondary],
    new AutomationStack(scope, platform, foundation, functions, { ...kafka.accounts, ...kafkaSecondary.accounts }),
  );
  const stacks = [foundation, kafka, kafkaSecondary, mirror, gke, workloads, automation];
  if (platform.state.kind !== 'terraform-cloud') return [project, ...stacks];

  const { organization } = platform.state;
  const cloud = after([project], new TerraformCloudStack(scope, platform, { organization, project, stacks }));
  return [project, cloud, ...stacks];
}

/** Says what is applied before a stack, in words: what it refers to would be known only when all is written. */
function after<Stack extends EnvironmentStack>(needs: readonly EnvironmentStack[], stack: Stack): Stack {
  for (const need of needs) stack.addDependency(need);
  return stack;
}
