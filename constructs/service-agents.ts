import { DataGoogleBigqueryDefaultServiceAccount } from '@cdktf/provider-google/lib/data-google-bigquery-default-service-account/index.js';
import { DataGoogleProject } from '@cdktf/provider-google/lib/data-google-project/index.js';
import { DataGoogleStorageProjectServiceAccount } from '@cdktf/provider-google/lib/data-google-storage-project-service-account/index.js';
import type { Construct } from 'constructs';

/**
 * As whom Google's services encrypt, as IAM members. Those of Secret Manager, Artifact Registry, Cloud Functions, Cloud
 * Run, Eventarc and Pub/Sub come into being only when asked for (`gcloud beta services identity create
 * --service=secretmanager.googleapis.com`, and the same for the others), once, before what refers to them.
 */
export function serviceAgents(scope: Construct, projectId: string) {
  const { number } = new DataGoogleProject(scope, 'project', { projectId });
  const agent = (service: string) => `serviceAccount:service-${number}@${service}.iam.gserviceaccount.com`;
  return {
    compute: agent('compute-system'),
    kubernetesEngine: agent('container-engine-robot'),
    artifactRegistry: agent('gcp-sa-artifactregistry'),
    pubsub: agent('gcp-sa-pubsub'),
    eventarc: agent('gcp-sa-eventarc'),
    functions: agent('gcf-admin-robot'),
    run: agent('serverless-robot-prod'),
    secretManager: agent('gcp-sa-secretmanager'),
    bigQuery: new DataGoogleBigqueryDefaultServiceAccount(scope, 'bigquery-agent', { project: projectId }).member,
    storage: new DataGoogleStorageProjectServiceAccount(scope, 'storage-agent', { project: projectId }).member,
  };
}
