import { access } from 'node:fs/promises';
import type { MachineRole, NodeDescription } from '../render/index.ts';
import { secretFiles } from '../render/index.ts';
import { AgentError, messageOf } from './agent-error.ts';
import { ensureFirstUsers } from './identity/first-users.ts';
import { ensureIdentity, type IdentityNode } from './identity/ensure-identity.ts';
import { ensureTrust } from './identity/ensure-trust.ts';
import type { Log } from './log.ts';
import type { MetadataServer } from './metadata-server.ts';
import { bucketObjects } from './state-objects.ts';

export interface IdentityDependencies {
  readonly metadata: MetadataServer;
  readonly log: Log;
}

/** Sees to it that a machine has the keys, certificates and secrets of its service. Done when it has them. */
export type EnsureIdentity = (node: NodeDescription, dependencies: IdentityDependencies) => Promise<void>;

const zookeeperFiles = ['keystore', 'truststore', 'keystorePassword', 'truststorePassword'] as const;
const brokerFiles = ['keystore', 'truststore', 'zookeeperClientKeystore', 'brokerSecrets'] as const;
const neededFiles: Readonly<Record<MachineRole, readonly (keyof typeof secretFiles)[]>> = {
  kafka: brokerFiles,
  zookeeper: zookeeperFiles,
  // Its clients' credentials are part of mm2.properties' own secrets; HAProxy passes TLS through and has none.
  'mirror-maker': [],
  haproxy: [],
};

/** For machines whose secrets someone else puts in place: fails without them. */
const requireIdentity: EnsureIdentity = async ({ role }) => {
  for (const file of neededFiles[role]) {
    const place = `/etc/${role}/secrets/${secretFiles[file]}`;
    await access(place).catch((cause: unknown) => {
      throw new AgentError(
        { place, found: messageOf(cause), expected: 'the secret', next: 'put it there (mode 0600)' },
        { cause },
      );
    });
  }
};

/** The part of a machine's description that its identity follows from. */
export function identityNode({ name, role, users, identity }: NodeDescription): IdentityNode {
  return { name, identity, ownerId: users.find((user) => user.name === role)?.id };
}

/**
 * Makes a machine's identity where its description says how, and the first users before the first broker starts; or brings
 * it whom it is to trust.
 */
export const comeByIdentity: EnsureIdentity = async (node, dependencies) => {
  const { identity, trust } = node;
  const objectsOf = (bucket: string) => bucketObjects(bucket, dependencies.metadata);
  const own = identityNode(node);
  if (identity !== undefined) {
    await ensureIdentity(own, dependencies);
    await ensureFirstUsers(own, { ...dependencies, objects: objectsOf(identity.stateBucket) });
  } else if (trust !== undefined) {
    await ensureTrust(trust, own.ownerId, { ...dependencies, objects: objectsOf(trust.stateBucket) });
  } else {
    await requireIdentity(node, dependencies);
  }
};
