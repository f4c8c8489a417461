import { resourcesOf, type Json, type StackJson } from '../../unit/constructs/stack-json.ts';

/** What Kubernetes calls the kinds that the provider has types for. */
const apiVersions: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  Namespace: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  StatefulSet: 'apps/v1',
  StorageClass: 'storage.k8s.io/v1',
};

/** What tells Terraform, and not Kubernetes, something. */
const forTerraform = new Set(['depends_on', 'lifecycle', 'wait_for_rollout']);

/** Blocks that may be repeated are named by one of them. */
const lists: Readonly<Record<string, string>> = {
  container: 'containers',
  port: 'ports',
  toleration: 'tolerations',
  topology_spread_constraint: 'topologySpreadConstraints',
  volume: 'volumes',
  volume_claim_template: 'volumeClaimTemplates',
  volume_mount: 'volumeMounts',
};

/** Blocks that are written as a list of one, for an object. */
const single = new Set(['label_selector', 'rolling_update', 'update_strategy']);

/** Texts that the provider turns into numbers, where they are some. */
const numbers = new Set(['fs_group', 'max_unavailable', 'port', 'replicas', 'run_as_group', 'run_as_user']);

/** Whatever the provider calls otherwise. */
const renamed: Readonly<Record<string, string>> = {
  cluster_ip: 'clusterIP',
  load_balancer_ip: 'loadBalancerIP',
  storage_provisioner: 'provisioner',
};

/**
 * What the provider sends to Kubernetes for a stack's resources. Nothing is left out or mended here but what is listed
 * above: a name that nobody knows stays one, and is Kubernetes' schema's to refuse.
 *
 * @throws Error for a type whose kind has no API version above
 */
export function manifestsOf(stack: StackJson): Json[] {
  return resourcesOf(stack)
    .filter(({ type }) => type.startsWith('kubernetes_'))
    .map(({ type, attributes }) => {
      if (type === 'kubernetes_manifest') return attributes.manifest;
      const kind = pascalCase(type.replace(/^kubernetes_(.*)_v1$/, '$1'));
      const apiVersion = apiVersions[kind];
      if (apiVersion === undefined) {
        throw new Error(`${type}: found no API version of ${kind}, expected one; name it in ${import.meta.filename}`);
      }
      return { apiVersion, kind, ...fieldsOf(attributes) };
    });
}

function fieldsOf(block: Json): Json {
  return Object.fromEntries(
    Object.entries(block)
      .filter(([name]) => !forTerraform.has(name))
      .map(([name, value]) => [fieldName(name, value), fieldValue(name, value)]),
  );
}

function fieldName(name: string, value: Json): string {
  return (Array.isArray(value) ? lists[name] : undefined) ?? renamed[name] ?? camelCase(name);
}

function fieldValue(name: string, value: Json): Json {
  if (single.has(name) && Array.isArray(value) && value.length === 1) return fieldValue(name, value[0]);
  if (Array.isArray(value)) return value.map((each) => fieldValue(name, each));
  if (typeof value === 'object') return fieldsOf(value);
  return numbers.has(name) && /^\d+$/.test(value) ? Number(value) : value;
}

/** Names of labels and files have no underscore, and stay. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function pascalCase(name: string): string {
  return camelCase(`_${name}`);
}
