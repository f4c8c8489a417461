import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js';
import { ArtifactRegistryRepository } from '@cdktf/provider-google/lib/artifact-registry-repository/index.js';
import { Construct } from 'constructs';
import type { ImageSource, Platform } from '../platform/index.ts';

export interface ImageRepositoriesProps {
  readonly prefix: string;
  readonly location: string;
  /** A key in the same location that Artifact Registry may use. */
  readonly keyId: string;
  /** IAM members that pull images. */
  readonly readers: Readonly<Record<string, string>>;
}

/**
 * Where container images come from: our own, and a copy of what Docker Hub has, which Artifact Registry fetches when
 * it is first asked for. Machines without a way to the internet reach both through Private Google Access.
 */
export class ImageRepositories extends Construct {
  constructor(scope: Construct, id: string, props: ImageRepositoriesProps) {
    super(scope, id);
    const { prefix, location, keyId: kmsKeyName } = props;
    const own = new ArtifactRegistryRepository(this, 'own', {
      repositoryId: repositoryId(prefix, 'own'),
      description: 'Images that we build',
      location,
      format: 'DOCKER',
      mode: 'STANDARD_REPOSITORY',
      kmsKeyName,
      // A tag that could be moved would say less than it seems to.
      dockerConfig: { immutableTags: true },
      lifecycle: { preventDestroy: true },
    });
    const dockerHub = new ArtifactRegistryRepository(this, 'docker-hub', {
      repositoryId: repositoryId(prefix, 'docker-hub'),
      description: 'Copies of images of Docker Hub',
      location,
      format: 'DOCKER',
      mode: 'REMOTE_REPOSITORY',
      kmsKeyName,
      remoteRepositoryConfig: { dockerRepository: { publicRepository: 'DOCKER_HUB' } },
    });
    for (const [reader, member] of Object.entries(props.readers)) {
      for (const repository of [own, dockerHub]) {
        new ArtifactRegistryRepositoryIamMember(this, `${repository.node.id}-${reader}`, {
          repository: repository.name,
          location,
          role: 'roles/artifactregistry.reader',
          member,
        });
      }
    }
  }
}

/** Where images of a source are pulled from: `us-central1-docker.pkg.dev/PROJECT/PREFIX-docker-hub`. */
export function imageRegistry({ name, projectId, regions }: Platform, source: ImageSource): string {
  return `${regions.primary.name}-docker.pkg.dev/${projectId}/${repositoryId(name, source)}`;
}

function repositoryId(prefix: string, source: ImageSource): string {
  return source === 'own' ? `${prefix}-images` : `${prefix}-${source}`;
}
