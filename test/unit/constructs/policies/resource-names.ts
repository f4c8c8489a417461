import type { Resource } from '../stack-json.ts';

/** How Google Cloud wants each type to be named. */
interface NameRule {
  /** The argument that holds the name. @default 'name' */
  readonly field?: string;
  readonly pattern: RegExp;
  readonly source: string;
}

/** RFC 1035 label. https://cloud.google.com/compute/docs/naming-resources */
const computeName: NameRule = {
  pattern: /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  source: 'https://cloud.google.com/compute/docs/naming-resources',
};

const keyName: NameRule = {
  pattern: /^[A-Za-z0-9_-]{1,63}$/,
  source: 'https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings/create',
};

const pubsubName: NameRule = {
  pattern: /^(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/,
  source: 'https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names',
};

const clusterName: NameRule = {
  pattern: /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/,
  source: 'https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters',
};

const poolId: NameRule = {
  field: 'workload_identity_pool_id',
  pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/,
  source: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools/create',
};

const rules: Readonly<Record<string, NameRule>> = {
  google_artifact_registry_repository: {
    field: 'repository_id',
    pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    source: 'https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories/create',
  },
  google_bigquery_dataset: {
    field: 'dataset_id',
    pattern: /^[A-Za-z0-9_]{1,1024}$/,
    source: 'https://cloud.google.com/bigquery/docs/datasets#dataset-naming',
  },
  google_cloud_run_v2_service: {
    pattern: /^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/,
    source: 'https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/create',
  },
  google_cloud_scheduler_job: {
    pattern: /^[A-Za-z\d_-]{1,500}$/,
    source: 'https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs',
  },
  google_cloudfunctions2_function: {
    pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    source: 'https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions/create',
  },
  google_compute_instance_template: {
    field: 'name_prefix',
    pattern: /^[a-z][-a-z0-9]{0,36}$/,
    source: 'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_instance_template',
  },
  google_container_cluster: clusterName,
  google_container_node_pool: clusterName,
  google_dns_managed_zone: {
    pattern: computeName.pattern,
    source: 'https://cloud.google.com/dns/docs/reference/rest/v1/managedZones',
  },
  google_dns_record_set: {
    pattern: /^(?=.{1,254}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+$/,
    source: 'https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4',
  },
  google_iam_workload_identity_pool: poolId,
  google_iam_workload_identity_pool_provider: { ...poolId, field: 'workload_identity_pool_provider_id' },
  google_kms_crypto_key: keyName,
  google_kms_key_ring: keyName,
  google_logging_metric: {
    pattern: /^[\w.,+!*'()%/-]{1,100}$/,
    source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics',
  },
  google_logging_project_sink: {
    pattern: /^[A-Za-z0-9_.-]{1,100}$/,
    source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.sinks',
  },
  google_os_config_os_policy_assignment: {
    pattern: /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    source: 'https://cloud.google.com/compute/docs/osconfig/rest/v1/projects.locations.osPolicyAssignments/create',
  },
  google_privateca_ca_pool: {
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    source:
      'https://cloud.google.com/certificate-authority-service/docs/reference/rest/v1/projects.locations.caPools/create',
  },
  google_project_iam_custom_role: {
    field: 'role_id',
    pattern: /^[A-Za-z0-9_.]{3,64}$/,
    source: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles/create',
  },
  google_pubsub_subscription: pubsubName,
  google_pubsub_topic: pubsubName,
  google_secret_manager_secret: {
    field: 'secret_id',
    pattern: /^[A-Za-z0-9_-]{1,255}$/,
    source: 'https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/create',
  },
  google_service_account: {
    field: 'account_id',
    pattern: /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
    source: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/create',
  },
  google_storage_bucket: {
    pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    source: 'https://cloud.google.com/storage/docs/buckets#naming',
  },
  google_vpc_access_connector: {
    pattern: /^[a-z]([-a-z0-9]{0,23}[a-z0-9])?$/,
    source: 'https://cloud.google.com/vpc/docs/reference/vpcaccess/rest/v1/projects.locations.connectors/create',
  },
};

/** Types whose `name` is not one of a new thing: it is free, or another resource's. */
const otherwiseNamed = [
  'google_bigquery_table',
  'google_compute_disk_resource_policy_attachment',
  'google_dns_policy',
  'google_eventarc_google_channel_config',
  'google_eventarc_trigger',
  'google_storage_bucket_object',
];

function ruleOf(type: string): NameRule | undefined {
  return rules[type] ?? (type.startsWith('google_compute_') ? computeName : undefined);
}

export function impossibleNames(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    if (!type.startsWith('google_') || otherwiseNamed.includes(type)) return [];
    const rule = ruleOf(type);
    if (rule === undefined) {
      return attributes.name === undefined
        ? []
        : [`${address}: found no rule for names of ${type} in resource-names.ts`];
    }
    const { field = 'name', pattern, source } = rule;
    const name: string | undefined = attributes[field];
    // A name that another resource gives is looked at there.
    if (name === undefined || name.includes('${') || pattern.test(name)) return [];
    return [`${address}: found ${field} "${name}", expected ${String(pattern)} (${source})`];
  });
}

/** Fields that make two things of one type and name different ones. */
const places = ['location', 'region', 'zone', 'key_ring', 'managed_zone', 'type', 'cluster', 'bucket', 'router'];

/** Two resources that would be the same thing in Google Cloud. */
export function takenNames(resources: readonly Resource[]): string[] {
  const named = resources
    .map(({ type, attributes }) => [
      type,
      attributes[ruleOf(type)?.field ?? 'name'],
      ...places.map((place) => attributes[place]),
    ])
    .filter(([type, name]) => typeof name === 'string' && String(type).startsWith('google_'))
    .map((parts) => parts.filter((part) => part !== undefined).join(' '));
  return named.filter((name, index) => named.indexOf(name) !== index);
}
