/** Where an image is pulled from by the platform's own repositories: machines here have no way to the internet. */
export type ImageSource = 'docker-hub' | 'own';

/** A container image, which is what its digest says; the tag is for people. */
export interface Image {
  readonly source: ImageSource;
  readonly repository: string;
  readonly tag: string;
  /**
   * `sha256:` and 64 hexadecimal digits. Where it is absent nobody has vouched for one yet: the Terraform of the
   * workloads then asks for it as a variable and goes no further without.
   */
  readonly digest?: string;
  /** Who else names the digest, or why there is none. */
  readonly evidence: string;
}

/**
 * The images of the supporting services, each pinned by the digest of its index of architectures.
 *
 * Digests were taken from lock files that others have published, since no registry could be asked when they were
 * written down: `docker buildx imagetools inspect NAME:TAG` tells what the registry says, and should be compared
 * before the first deployment.
 */
export const images = {
  schemaRegistry: {
    source: 'docker-hub',
    repository: 'confluentinc/cp-schema-registry',
    tag: '7.7.1',
    digest: 'sha256:e8c6de70b76f78d33238f5f972da17fc93e5b96b00d08ffed07d9f5f03fbc1ce',
    evidence: 'one public test quotes the compose file that pins it',
  },
  connect: {
    source: 'own',
    repository: 'kafka-connect',
    tag: '3.9.2-gcs-bigquery',
    evidence:
      'ours to build: Confluent’s cp-kafka-connect with Aiven’s sinks for Cloud Storage and BigQuery under ' +
      '/usr/share/kafka-connect-plugins (docs/how-to/deploy.md); its digest is known once it is pushed',
  },
  ksqldb: {
    source: 'docker-hub',
    repository: 'confluentinc/cp-ksqldb-server',
    tag: '7.7.1',
    evidence: 'no public file that pins a digest was found',
  },
  akhq: {
    source: 'docker-hub',
    repository: 'tchiotludo/akhq',
    tag: '0.26.0',
    evidence: 'no public file that pins a digest was found',
  },
  prometheus: {
    source: 'docker-hub',
    repository: 'prom/prometheus',
    tag: 'v3.5.0',
    digest: 'sha256:63805ebb8d2b3920190daf1cb14a60871b16fd38bed42b857a3182bc621f4996',
    evidence: 'two public files pin the same',
  },
  alertmanager: {
    source: 'docker-hub',
    repository: 'prom/alertmanager',
    tag: 'v0.28.1',
    digest: 'sha256:27c475db5fb156cab31d5c18a4251ac7ed567746a2483ff264516437a39b15ba',
    evidence: 'six public files pin the same',
  },
  grafana: {
    source: 'docker-hub',
    repository: 'grafana/grafana',
    tag: '12.0.2',
    digest: 'sha256:b5b59bfc7561634c2d7b136c4543d702ebcc94a3da477f21ff26f89ffd4214fa',
    evidence: 'one public project pins it, in three files',
  },
} as const satisfies Readonly<Record<string, Image>>;

export type ImageName = keyof typeof images;
