import { valuesAt, type Resource } from '../stack-json.ts';

/**
 * Which types can be encrypted with the platform's own keys, and where they name the key (seed §8.2).
 * https://cloud.google.com/kms/docs/compatible-services
 */

/** The key in each block at a path, `''` being the resource itself. */
type KeyPlace = readonly [blocks: string, key: string];

const keyed: Readonly<Record<string, KeyPlace>> = {
  google_artifact_registry_repository: ['', 'kms_key_name'],
  google_bigquery_dataset: ['', 'default_encryption_configuration.kms_key_name'],
  google_cloud_run_v2_service: ['template', 'encryption_key'],
  google_cloudfunctions2_function: ['', 'kms_key_name'],
  google_compute_disk: ['', 'disk_encryption_key.kms_key_self_link'],
  google_compute_image: ['', 'image_encryption_key.kms_key_self_link'],
  google_compute_instance_template: ['disk', 'disk_encryption_key.kms_key_self_link'],
  google_compute_region_disk: ['', 'disk_encryption_key.kms_key_name'],
  google_container_cluster: ['', 'database_encryption.key_name'],
  google_container_node_pool: ['node_config', 'boot_disk_kms_key'],
  google_eventarc_google_channel_config: ['', 'crypto_key_name'],
  google_logging_project_bucket_config: ['', 'cmek_settings.kms_key_name'],
  google_privateca_certificate_authority: ['', 'key_spec.cloud_kms_key_version'],
  google_pubsub_topic: ['', 'kms_key_name'],
  google_secret_manager_secret: ['replication.user_managed.replicas', 'customer_managed_encryption.kms_key_name'],
  google_storage_bucket: ['', 'encryption.default_kms_key_name'],
};

/** Why a type has no key, and the types of which that is true. */
const keyless: Readonly<Record<string, readonly string[]>> = {
  'is a key, or says who may use one': [
    'google_kms_crypto_key',
    'google_kms_crypto_key_iam_member',
    'google_kms_crypto_key_version',
    'google_kms_key_ring',
    'google_kms_key_ring_iam_member',
  ],
  'says who may do what': [
    'google_artifact_registry_repository_iam_member',
    'google_bigquery_dataset_iam_member',
    'google_cloud_run_service_iam_member',
    'google_cloud_run_v2_service_iam_member',
    'google_cloudfunctions2_function_iam_member',
    'google_iam_workload_identity_pool',
    'google_iam_workload_identity_pool_provider',
    'google_privateca_ca_pool_iam_member',
    'google_privateca_certificate_template',
    'google_privateca_certificate_template_iam_member',
    'google_project_iam_audit_config',
    'google_project_iam_custom_role',
    'google_project_iam_member',
    'google_pubsub_subscription_iam_member',
    'google_pubsub_topic_iam_member',
    'google_secret_manager_secret_iam_member',
    'google_service_account',
    'google_service_account_iam_member',
    'google_storage_bucket_iam_member',
  ],
  'routes packets and keeps none': [
    'google_compute_address',
    'google_compute_firewall',
    'google_compute_firewall_policy',
    'google_compute_firewall_policy_association',
    'google_compute_firewall_policy_rule',
    'google_compute_forwarding_rule',
    'google_compute_global_address',
    'google_compute_ha_vpn_gateway',
    'google_compute_health_check',
    'google_compute_external_vpn_gateway',
    'google_compute_network',
    'google_compute_network_firewall_policy',
    'google_compute_network_firewall_policy_association',
    'google_compute_network_firewall_policy_rule',
    'google_compute_network_peering',
    'google_compute_region_backend_service',
    'google_compute_region_health_check',
    'google_compute_router',
    'google_compute_router_interface',
    'google_compute_router_nat',
    'google_compute_router_peer',
    'google_compute_service_attachment',
    'google_compute_subnetwork',
    'google_compute_vpn_tunnel',
    'google_dns_managed_zone',
    'google_dns_policy',
    'google_dns_record_set',
    'google_vpc_access_connector',
  ],
  'makes or joins things that have keys of their own': [
    'google_compute_disk_resource_policy_attachment',
    'google_compute_instance_group_manager',
    'google_compute_per_instance_config',
    'google_compute_region_instance_group_manager',
    'google_compute_resource_policy',
    'google_eventarc_trigger',
    'google_logging_project_sink',
    'google_project_service',
  ],
  'lies in something that has a key: a bucket, a dataset, a topic': [
    'google_bigquery_table',
    'google_pubsub_subscription',
    'google_storage_bucket_object',
  ],
  "holds settings, no data, and Google takes no customer's key for it": [
    'google_billing_budget',
    'google_cloud_scheduler_job',
    'google_logging_metric',
    'google_logging_project_exclusion',
    'google_monitoring_alert_policy',
    'google_os_config_os_policy_assignment',
    'google_monitoring_dashboard',
    'google_monitoring_notification_channel',
    'google_monitoring_uptime_check_config',
    'google_org_policy_policy',
    'google_privateca_ca_pool',
  ],
};

const reasons = new Map(
  Object.entries(keyless).flatMap(([reason, types]) => types.map((type) => [type, reason] as const)),
);

export function missingKeys(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    if (!type.startsWith('google_') || reasons.has(type)) return [];
    const place = keyed[type];
    if (place === undefined) return [`${address}: found no entry for ${type} in customer-keys.ts`];
    const [path, key] = place;
    const blocks = path === '' ? [attributes] : valuesAt(attributes, path).flat();
    const keys = blocks.map((block) => String(valuesAt(block, key)[0]));
    if (keys.length > 0 && keys.every((each) => /^\$\{.*kms_crypto_key/.test(each))) return [];
    return [
      `${address}: found ${[path, key].filter(Boolean).join('.')} ${keys.join(', ')}, expected a key of the estate`,
    ];
  });
}

/** A type with a key that is also said to have none. */
export function undecidedTypes(): string[] {
  return Object.keys(keyed).filter((type) => reasons.has(type));
}
