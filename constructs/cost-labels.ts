import type { Construct } from 'constructs';

/** By which a bill is split. */
export interface CostLabels {
  readonly platform: string;
  readonly environment: string;
  readonly stack: string;
}

const contextKey = 'cost-labels';

/** Says it for everything in a stack, before the first of it is made. */
export function setCostLabels(stack: Construct, labels: CostLabels): void {
  stack.node.setContext(contextKey, labels);
}

/**
 * For what the provider's default labels don't reach: those of a type that carries them under another name than
 * `labels`. https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/guides/provider_reference#default_labels
 *
 * @returns nothing in a stack that says nothing
 */
export function costLabelsOf(construct: Construct): Record<string, string> {
  return { ...(construct.node.tryGetContext(contextKey) as CostLabels | undefined) };
}
