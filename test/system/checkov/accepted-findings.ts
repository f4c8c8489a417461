/** A finding of checkov that is right the way it is, in every environment. */
export interface AcceptedFinding {
  readonly check: string;
  /** `<stack without its environment>/<address>` */
  readonly resources: readonly string[];
  readonly reason: string;
}

/** All that checkov finds and nobody changes. What isn't found any more has to go from here. */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    check: 'CKV_GCP_12',
    resources: ['gke/google_container_cluster.services_cluster'],
    reason:
      'Dataplane V2 enforces network policies by itself; the block that checkov looks for is the older way, and the API refuses it beside Dataplane V2. Each workload has a policy.',
  },
  {
    check: 'CKV_GCP_20',
    resources: ['gke/google_container_cluster.services_cluster'],
    reason:
      'The control plane has no endpoint by address, public or private, that networks could be listed for. It answers by its DNS name to whom IAM lets in (ADR 0021).',
  },
  {
    check: 'CKV_GCP_65',
    resources: ['gke/google_container_cluster.services_cluster'],
    reason:
      'No person is bound to a role of Kubernetes, so there is nothing to bind a group of the directory to: IAM decides who may do what in the cluster, and its grants go to groups.',
  },
  {
    check: 'CKV_GCP_41',
    resources: ['project/google_project_iam_member.deployers_apply-iam-serviceAccountUser'],
    reason:
      'Terraform makes the accounts of machines and functions, says who may use each and has these run as them: a grant on each account would keep it from nothing. Only runs that apply have the role (ADR 0023).',
  },
  {
    check: 'CKV_GCP_49',
    resources: [
      'project/google_project_iam_member.deployers_apply-iam-serviceAccountAdmin',
      'project/google_project_iam_member.deployers_apply-iam-serviceAccountUser',
    ],
    reason:
      'Every machine, function and workload has an account of its own, which Terraform makes, lets others use and removes. Runs that only plan have neither role; those that apply to staging and production wait for reviewers (ADR 0023).',
  },
  {
    check: 'CKV_GCP_62',
    resources: [
      'automation/google_storage_bucket.base_sources_bucket',
      'foundation/google_storage_bucket.artifacts-secondary_bucket',
      'foundation/google_storage_bucket.artifacts_bucket',
      'foundation/google_storage_bucket.backups_bucket',
      'foundation/google_storage_bucket.state_bucket',
      'gke/google_storage_bucket.sinks_archive_bucket',
    ],
    reason:
      'Each read and write of Cloud Storage is in the audit log (google_project_iam_audit_config in the project stack), which Google recommends over the hourly usage logs that checkov looks for: https://cloud.google.com/storage/docs/access-logs',
  },
  {
    check: 'CKV_SECRET_6',
    resources: [
      'workloads/kubernetes_stateful_set_v1.schema-registry_pods.spec.template.spec.volume.csi.volume_attributes.secretProviderClass',
    ],
    reason: 'The name of the list of secrets that the CSI driver mounts, "schema-registry", and no secret.',
  },
];
