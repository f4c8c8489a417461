import { z } from 'zod';
import {
  brokerUser,
  operatorUser,
  type CertificateNames,
  type Platform,
  type PlatformNode,
} from '../platform/index.ts';
import { haproxyPaths } from './haproxy-cfg.ts';
import { authorityKey, authorityRingName } from './key-rings.ts';
import { vmLayout, type Service } from './machine-layout.ts';
import { mirrorMakerLayout } from './mm2-properties.ts';

/**
 * What a machine must know to come by its keys, certificates and secrets: part of its description. It names secrets
 * and holds none. Also where all that lies: the estate makes these places, functions and machines use them.
 */

const certificateNames = z.strictObject({
  subject: z.string().min(1),
  dnsNames: z.array(z.string().min(1)),
  addresses: z.array(z.string().min(1)),
});

export const nodeIdentity = z.strictObject({
  projectId: z.string().min(1),
  /** Of the machine, unique within the project: `alphintra-kafka-01`. */
  instance: z.string().min(1),
  /** Of the function that signs, and the audience of the tokens that are shown to it. */
  signerUrl: z.url(),
  /** Each certificate that the node may have; the first is the one that it serves with. */
  certificates: z.array(certificateNames).min(1),
  /** Holds leases, orders and reports. */
  stateBucket: z.string().min(3),
  secretsDir: z.string().min(1),
  /** Where it serves with its certificate. */
  served: z.strictObject({ address: z.ipv4(), ports: z.array(z.int().positive()) }),
  /** Of a broker: ids in Secret Manager, and where the first users are made. */
  broker: z
    .strictObject({
      /** The passwords of the first SCRAM users, by user. */
      scramSecrets: z.record(z.string(), z.string().min(1)),
      encoderSecret: z.string().min(1),
      /** Of the cluster, unique within the project. */
      cluster: z.string().min(1),
      zookeeperConnect: z.string().min(1),
    })
    .optional(),
});

export type NodeIdentity = z.output<typeof nodeIdentity>;

/**
 * What a machine that has no certificate of its own must know: whom it is to believe, and as whom it logs in. Such are
 * HAProxy, through which TLS passes, and MirrorMaker, a client of both clusters.
 */
export const nodeTrust = z.strictObject({
  projectId: z.string().min(1),
  /** Holds the authority's certificate as `authorityObject`. */
  stateBucket: z.string().min(3),
  /** Where the certificate is to lie, as PEM. */
  caCertificate: z.string().min(1),
  /** Of MirrorMaker: ids in Secret Manager, and the file that they become (`mirrorSecretsText`). */
  logins: z.strictObject({ file: z.string().min(1), source: z.string().min(1), target: z.string().min(1) }).optional(),
});

export type NodeTrust = z.output<typeof nodeTrust>;

/** Where the authority's certificate lies in the state bucket; it is no secret. */
export const authorityObject = 'authority/ca.pem';

/** The function that signs, by its name in the catalogue. */
export const signerFunction = 'certificate-signer';

/** Ids of secrets without the platform's name before them. */
export const identitySecrets = {
  brokerPassword: 'broker-scram-password',
  operatorPassword: 'operator-scram-password',
  encoder: 'password-encoder-secret',
} as const;

/**
 * Ids of the secrets that MirrorMaker logs in with, without the platform's name before them. Each holds `USER:PASSWORD`:
 * a service has two users in turn, and a new password comes with the other one.
 */
export const mirrorLogins = { source: 'mirror-source-login', target: 'mirror-target-login' } as const;

/**
 * Where the parts of the platform's identity lie; both regions' clusters share them.
 *
 * @param platform that of the first region
 */
export function identityPlaces({ name, projectId, regions }: Platform) {
  const region = regions.primary.name;
  return {
    // A function answers under this address too, and unlike that of its service it is known beforehand.
    signerUrl: `https://${region}-${projectId}.cloudfunctions.net/${name}-${signerFunction}`,
    keyVersion:
      `projects/${projectId}/locations/${region}/keyRings/${authorityRingName(name)}/` +
      `cryptoKeys/${authorityKey.key}/cryptoKeyVersions/1`,
    stateBucket: `${projectId}-state`,
    secretId: (secret: keyof typeof identitySecrets) => `${name}-${identitySecrets[secret]}`,
    mirrorLoginId: (side: keyof typeof mirrorLogins) => `${name}-${mirrorLogins[side]}`,
  };
}

/** As what a node's machine shows itself in Google's tokens. */
export function machineOf({ name, projectId }: Platform, node: PlatformNode) {
  const instance = `${name}-${node.name}`;
  // Account ids are cut at 30 characters; the model refuses a platform whose machines have longer names.
  return { instance, zone: node.zone, account: `${instance}@${projectId}.iam.gserviceaccount.com` };
}

/**
 * @param estate the platform of the first region
 * @param platform that of the node's region
 * @param certificates what the policy allows the node to have
 */
export function renderNodeIdentity(
  estate: Platform,
  platform: Platform,
  service: Service,
  node: PlatformNode,
  certificates: readonly CertificateNames[],
): NodeIdentity {
  const { signerUrl, stateBucket, secretId } = identityPlaces(estate);
  const { kafka, zookeeper, outside } = platform;
  return {
    projectId: platform.projectId,
    instance: machineOf(platform, node).instance,
    signerUrl,
    stateBucket,
    certificates: certificates.map(({ subject, dnsNames, addresses }) => ({
      subject,
      dnsNames: [...dnsNames],
      addresses: [...addresses],
    })),
    secretsDir: vmLayout(service).secretsDir,
    served: {
      address: node.address,
      ports:
        service === 'kafka'
          ? [kafka.ports.client, kafka.ports.interBroker, outside?.port ?? []].flat()
          : [zookeeper.ports.client],
    },
    ...(service === 'kafka'
      ? {
          broker: {
            scramSecrets: { [brokerUser]: secretId('brokerPassword'), [operatorUser]: secretId('operatorPassword') },
            encoderSecret: secretId('encoder'),
            cluster: platform.name,
            zookeeperConnect: platform.zookeeperConnect,
          },
        }
      : {}),
  };
}

/**
 * @param estate the platform of the first region
 * @param role of a machine of which there are many alike
 */
export function renderNodeTrust(estate: Platform, role: 'haproxy' | 'mirror-maker'): NodeTrust {
  const { stateBucket, mirrorLoginId } = identityPlaces(estate);
  const place = { projectId: estate.projectId, stateBucket };
  if (role === 'haproxy') return { ...place, caCertificate: haproxyPaths.caCertificate };
  return {
    ...place,
    caCertificate: mirrorMakerLayout.caCertificate,
    logins: {
      file: mirrorMakerLayout.secretsFile,
      source: mirrorLoginId('source'),
      target: mirrorLoginId('target'),
    },
  };
}
