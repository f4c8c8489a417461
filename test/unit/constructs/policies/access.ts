import { objectsWithin, valuesAt, type Resource } from '../stack-json.ts';

/** Who and what may reach the estate, from outside and from inside (seed §8.2, §8.3). */

/** Blocks and fields that give a machine or a service an address of the internet. */
const exposingFields = ['access_config', 'ipv6_access_config', 'nat_ip', 'external_ip'];

/** Fields that have to say that something stays inside, by type. */
const internalFields: Readonly<Record<string, readonly [path: string, value: string]>> = {
  google_compute_address: ['address_type', 'INTERNAL'],
  google_compute_global_address: ['address_type', 'INTERNAL'],
  google_compute_forwarding_rule: ['load_balancing_scheme', 'INTERNAL'],
  google_compute_subnetwork: ['private_ip_google_access', 'true'],
  google_storage_bucket: ['public_access_prevention', 'enforced'],
  google_cloudfunctions2_function: ['service_config.ingress_settings', 'ALLOW_INTERNAL_ONLY'],
  google_cloud_run_v2_service: ['ingress', 'INGRESS_TRAFFIC_INTERNAL_ONLY'],
  google_dns_managed_zone: ['visibility', 'private'],
  google_container_cluster: ['private_cluster_config.enable_private_nodes', 'true'],
};

/** A subnet of these purposes has no machines that could reach Google's services from it. */
const machinelessPurposes = ['PRIVATE_SERVICE_CONNECT', 'REGIONAL_MANAGED_PROXY', 'GLOBAL_MANAGED_PROXY'];

export function publicPlaces(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ attributes }) => !machinelessPurposes.includes(attributes.purpose))
    .flatMap(({ address, type, attributes }) => {
      const exposing = objectsWithin(attributes).flatMap((each) => exposingFields.filter((field) => field in each));
      const [path, expected] = internalFields[type] ?? [];
      const found = path === undefined ? expected : String(valuesAt(attributes, path)[0]);
      return [
        ...exposing.map((field) => `${address}: found ${field}, expected no address of the internet`),
        ...(found === expected ? [] : [`${address}: found ${path} ${found}, expected ${expected}`]),
      ];
    });
}

/** Where each type says as whom it runs; what names no one runs as the project's default account. */
const accountFields: Readonly<Record<string, readonly string[]>> = {
  google_compute_instance_template: ['service_account.email'],
  google_cloudfunctions2_function: ['service_config.service_account_email', 'build_config.service_account'],
  google_container_node_pool: ['node_config.service_account'],
  google_cloud_run_v2_service: ['template.service_account'],
};

export function defaultAccounts(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) =>
    (accountFields[type] ?? [])
      .filter((path) => !/google_service_account[.-]/.test(String(valuesAt(attributes, path)[0])))
      .map((path) => `${address}: found no account of the estate in ${path}, expected one`),
  );
}

const basicRoles = /^roles\/(owner|editor|viewer)$/;
const everyone = ['allUsers', 'allAuthenticatedUsers'];

export function looseGrants(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    const objects = objectsWithin(attributes);
    const roles = objects.flatMap(({ role, roles: list }) => [role, list].flat());
    const members = objects.flatMap(({ member, members: list }) => [member, list].flat());
    return [
      ...roles
        .filter((role) => basicRoles.test(String(role)))
        .map((role) => `${address}: found the basic role ${role}`),
      ...members.filter((each) => everyone.includes(each)).map((each) => `${address}: found ${each}`),
      // It would take away what others were granted on the same thing, Google's own agents among them.
      ...(/_iam_(binding|policy)$/.test(type) ? [`${address}: found ${type}, expected an _iam_member`] : []),
    ];
  });
}

/** Types whose values Terraform would keep in its state for whoever may read it. */
const secretTypes = ['google_service_account_key', 'google_secret_manager_secret_version', 'tls_private_key'];
const secretFields = ['shared_secret', 'secret_data', 'password', 'auth_token', 'private_key', 'private_key_pem'];

export function secretsInState(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => [
    ...(secretTypes.includes(type) || /^random_(password|bytes)$/.test(type)
      ? [`${address}: found ${type}, whose value would lie in Terraform's state`]
      : []),
    ...objectsWithin(attributes)
      .flatMap((each) => secretFields.filter((field) => typeof each[field] === 'string' && each[field] !== ''))
      .map((field) => `${address}: found ${field}, which would lie in Terraform's state`),
  ]);
}

/** A rule that doesn't say what it is for can't be told from one that was left behind. */
export function unjustifiedRules(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ type }) => type === 'google_compute_firewall' || type.endsWith('firewall_policy_rule'))
    .filter(({ attributes }) => !/\w+ \w+/.test(attributes.description ?? ''))
    .map(({ address }) => `${address}: found no description, expected who reaches what, and why`);
}
