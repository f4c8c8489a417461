import { valuesAt, type Json, type Resource, type StackJson } from '../stack-json.ts';

/**
 * Labels are what a bill is split by. The provider puts its default labels on every type with a top-level `labels`;
 * where labels lie elsewhere each resource has to carry them itself.
 * https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/guides/provider_reference#default_labels
 */
const costLabels = ['platform', 'environment', 'stack'];

const ownLabels: Readonly<Record<string, string>> = {
  google_container_cluster: 'resource_labels',
  google_container_node_pool: 'node_config.resource_labels',
  google_monitoring_alert_policy: 'user_labels',
  google_monitoring_notification_channel: 'user_labels',
};

export function unlabelled(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    const path = ownLabels[type];
    if (path === undefined) return [];
    const [labels = {}] = valuesAt(attributes, path);
    const missing = costLabels.filter((label) => labels[label] === undefined);
    return missing.length === 0 ? [] : [`${address}: found no ${missing.join(', ')} in ${path}`];
  });
}

/** Stacks whose Google provider would leave a cost label out. */
export function unlabelledStacks(stacks: readonly StackJson[]): string[] {
  return stacks.flatMap((stack) =>
    (stack['provider']?.google ?? []).flatMap(({ default_labels: labels = {} }: Json) =>
      costLabels.filter((label) => !labels[label]).map((label) => `provider google: found no default label ${label}`),
    ),
  );
}

/** https://cloud.google.com/compute/docs/labeling-resources#requirements */
const labelKey = /^[a-z][a-z0-9_-]{0,62}$/;
const labelValue = /^[a-z0-9_-]{0,63}$/;

export function impossibleLabels(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    if (!type.startsWith('google_')) return [];
    const labels: Record<string, string> = valuesAt(attributes, ownLabels[type] ?? 'labels')[0] ?? {};
    return Object.entries(labels)
      .filter(([key, value]) => !value.startsWith('${') && !(labelKey.test(key) && labelValue.test(value)))
      .map(([key, value]) => `${address}: found the label ${key}=${value}, which Google Cloud refuses`);
  });
}
