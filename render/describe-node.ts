import {
  artifactsBucketOf,
  lockedArtifact,
  type ArtifactName,
  type Platform,
  type PlatformNode,
} from '../platform/index.ts';
import { kernelSettings } from './kernel-settings.ts';
import { vmLayout } from './machine-layout.ts';
import { agentUnits } from './agent-units.ts';
import type { MachineRole, NodeDescription } from './node-description.ts';
import type { NodeIdentity, NodeTrust } from './node-identity.ts';

/** As which a data disk is attached; the machine finds it under that name, however many disks there are. */
export const dataDeviceName = 'data';

interface RoleTraits {
  /** Of the service's user; Debian gives out numbers from 999 downwards, so these stay free. */
  readonly userId: number;
  readonly artifacts: readonly ArtifactName[];
  readonly units: readonly string[];
}

const roles: Readonly<Record<MachineRole, RoleTraits>> = {
  kafka: { userId: 800, artifacts: ['jre', 'kafka', 'key-stores', 'jmx-exporter'], units: ['kafka.service'] },
  zookeeper: { userId: 801, artifacts: ['jre', 'kafka', 'key-stores', 'jmx-exporter'], units: ['zookeeper.service'] },
  'mirror-maker': {
    userId: 802,
    artifacts: ['jre', 'mirror-maker', 'jmx-exporter'],
    units: ['mirror-maker.service'],
  },
  haproxy: { userId: 803, artifacts: ['haproxy'], units: ['haproxy.service'] },
};

/**
 * What the machine of a broker or a ZooKeeper node must know to boot: its data disk is mounted where the service keeps
 * its data.
 *
 * @param identity how it comes by keys and secrets; the agent then looks after them, again and again. Without it, someone
 * else puts them in place
 */
export function describeStatefulNode(
  platform: Platform,
  role: 'kafka' | 'zookeeper',
  { name, hostname, address }: PlatformNode,
  identity?: NodeIdentity,
): NodeDescription {
  const { dataDir } = vmLayout(role);
  const { directories, units, ...description } = describeMachine(platform, role, name);
  return {
    ...description,
    hostname,
    address,
    directories: [...directories, { path: dataDir, owner: role, mode: '0750' }],
    dataDisk: { device: `/dev/disk/by-id/google-${dataDeviceName}`, label: name, mountPoint: dataDir },
    ...(identity === undefined ? { units } : { identity, units: [...units, agentUnits.timer] }),
  };
}

/**
 * What a machine without a disk, a name and an address of its own must know to boot.
 *
 * @param trust whom it believes, unless someone else sees to that
 */
export function describeMachine(
  platform: Platform,
  role: MachineRole,
  name: string,
  trust?: NodeTrust,
): NodeDescription {
  const { userId, artifacts, units } = roles[role];
  return {
    name,
    role,
    artifactsBucket: artifactsBucketOf(platform, platform.region),
    artifacts: artifacts.map(lockedArtifact),
    users: [{ name: role, id: userId }],
    directories: [
      { path: `/etc/${role}`, owner: 'root', mode: '0755' },
      { path: `/etc/${role}/secrets`, owner: role, mode: '0700' },
      { path: `/var/log/${role}`, owner: role, mode: '0750' },
    ],
    kernel: kernelSettings(role),
    units: [...units],
    ...(trust === undefined ? {} : { trust }),
  };
}
