import { randomBytes } from 'node:crypto';
import { brokerUser } from '../../platform/index.ts';
import type { NodeIdentity } from '../../render/index.ts';
import type { Patience } from '../google-request.ts';
import type { Log } from '../log.ts';
import type { MetadataServer } from '../metadata-server.ts';
import {
  goodCertificate,
  keepCertificate,
  readKeptIdentity,
  writeKeptIdentity,
  type KeptIdentity,
} from './kept-identity.ts';
import { secretManager, type ReadSecret } from './secret-manager.ts';
import { obtainCertificate } from './signer.ts';
import { areStoresWritten, writeStores, type BrokerSecrets } from './write-stores.ts';

/** The part of a machine's description that its identity follows from. */
export interface IdentityNode {
  readonly name: string;
  /** Absent on a machine that serves nobody under a name of its own. */
  readonly identity?: NodeIdentity | undefined;
  /** Of the service's user, which reads the stores. @default whoever the agent runs as */
  readonly ownerId?: number | undefined;
}

export interface IdentityDependencies {
  readonly metadata: Pick<MetadataServer, 'accessToken' | 'identityToken'>;
  readonly log: Log;
  /** @default Secret Manager, as the machine's account */
  readonly readSecret?: ReadSecret;
  readonly patience?: Patience;
  readonly now?: () => Date;
  /** @default '/opt/jre/bin/java' */
  readonly java?: string;
  /** KeyStores.java, or a jar with it where there is no compiler. @default the machine's artifact */
  readonly storesProgram?: string;
}

/** What machines install of it. */
const defaultStoresProgram = '/opt/key-stores/key-stores.jar';

/**
 * Sees to it that a machine has its keys, certificates and secrets: makes what it lacks, renews what has lived for two
 * thirds of its time, and leaves the rest alone. Keys are made here and stay here. It may be killed at any moment and
 * run again.
 *
 * A service that runs takes up renewed stores when it is started again, or told to by whoever operates the cluster.
 *
 * @returns whether anything was written
 */
export async function ensureIdentity(node: IdentityNode, dependencies: IdentityDependencies): Promise<boolean> {
  const { identity } = node;
  if (identity === undefined) return false;
  const { secretsDir } = identity;
  const kept = await readKeptIdentity(secretsDir);
  const current = await withCertificates(kept, identity, dependencies);
  if (current !== kept) await writeKeptIdentity(secretsDir, current);
  if (await areStoresWritten(secretsDir, current, identity.broker !== undefined)) return false;

  await writeStores(current, await brokerSecrets(identity, dependencies), {
    secretsDir,
    owner: node.ownerId,
    java: dependencies.java ?? '/opt/jre/bin/java',
    storesProgram: dependencies.storesProgram ?? defaultStoresProgram,
  });
  dependencies.log(`${secretsDir}: stores and secrets of ${node.name} written`);
  return true;
}

/** The kept identity itself, if all its certificates will do. */
async function withCertificates(
  kept: KeptIdentity | undefined,
  { certificates, signerUrl }: NodeIdentity,
  { metadata, log, patience, now = () => new Date() }: IdentityDependencies,
): Promise<KeptIdentity> {
  const good = certificates.map((names) => goodCertificate(kept, names, now()));
  if (kept?.certificates.length === certificates.length && !good.includes(undefined)) return kept;
  const all = await Promise.all(
    certificates.map(async (names, index) => {
      const present = good[index];
      if (present !== undefined) return present;
      const signed = await obtainCertificate(signerUrl, names, metadata, patience);
      log(`certificate of ${names.subject} obtained from ${signerUrl}`);
      return keepCertificate(names, signed);
    }),
  );
  return { storePassword: kept?.storePassword ?? randomBytes(24).toString('base64url'), certificates: all };
}

async function brokerSecrets(
  { projectId, broker }: NodeIdentity,
  dependencies: IdentityDependencies,
): Promise<BrokerSecrets | undefined> {
  if (broker === undefined) return undefined;
  const readSecret = secretsOf(projectId, dependencies);
  const [scramPassword, encoderSecret] = await Promise.all([
    readSecret(broker.scramSecrets[brokerUser] ?? ''),
    readSecret(broker.encoderSecret),
  ]);
  return { scramPassword, encoderSecret };
}

/** The secrets of the dependencies, or Secret Manager's. */
export function secretsOf(projectId: string, { readSecret, metadata, patience }: IdentityDependencies): ReadSecret {
  return readSecret ?? secretManager(projectId, metadata, patience);
}
