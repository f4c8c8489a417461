import type { z } from 'zod';
import { addressOf } from './addresses.ts';
import { InvalidPlatformError } from './invalid-platform-error.ts';
import { platformInput, type PlatformInput, type PlatformSettings, type RegionRole } from './model.ts';
import { resolveNodes, type PlatformNodes } from './nodes.ts';
import { outsideEntranceOf, type OutsideEntrance } from './outside-clients.ts';
import { problemOf } from './problem-of-issue.ts';
import { findContradictions } from './rules.ts';
import { secondarySettings } from './secondary-settings.ts';

/** A valid platform, resolved: everything that a rendering needs, derived once, never changed. */
export interface Platform extends PlatformSettings {
  /** Which of `regions` its nodes live in. */
  readonly region: RegionRole;
  readonly nodes: PlatformNodes;
  /** The one address and name that clients begin with. */
  readonly bootstrap: {
    readonly hostname: string;
    /** All names that may lead here: a failover points the first region's at the second. Brokers' certificates have them. */
    readonly hostnames: readonly string[];
    readonly address: string;
    readonly host: string;
    readonly port: number;
  };
  /** Where clients of other networks come in, where there are any. */
  readonly outside?: OutsideEntrance;
  /** `host:port` of every broker's client listener, comma-separated: `bootstrap.servers`. */
  readonly bootstrapServers: string;
  /** Base of the Confluent-compatible API of every schema registry. */
  readonly schemaRegistryUrls: readonly string[];
  /** `host:port` of every ZooKeeper node, comma-separated, without a chroot: `zookeeper.connect`. */
  readonly zookeeperConnect: string;
}

/**
 * Validates a description of a platform and derives all that follows from it.
 *
 * @param input what a person writes, see `model.ts`; unknown fields are refused
 * @returns the resolved platform, deeply frozen
 * @throws InvalidPlatformError naming every problem with its path, what was found and what to do
 */
export function definePlatform(input: PlatformInput): Platform {
  const parsed = platformInput.safeParse(input);
  if (!parsed.success) throw new InvalidPlatformError(toProblems(parsed.error, input));
  const settings = parsed.data;

  const contradictions = findContradictions(settings);
  if (contradictions.length > 0) throw new InvalidPlatformError(contradictions);

  return deepFreeze(resolve(settings, 'primary'));
}

/**
 * The cluster of the second region as a platform of its own: the same settings, nodes in `regions.secondary`, and names
 * that share a project and a DNS zone with the first one's.
 *
 * @throws Error when it is given the second region's platform
 */
export function secondaryOf(platform: Platform): Platform {
  if (platform.region === 'secondary') {
    throw new Error(
      `${platform.name}: found the second region's platform, expected the first one's; there is no third`,
    );
  }
  const secondary = resolve(secondarySettings(platform), 'secondary');
  const { hostname } = platform.bootstrap;
  const { outside } = secondary;
  const namesOutside = platform.outside?.hostnames ?? [];
  return deepFreeze({
    ...secondary,
    bootstrap: { ...secondary.bootstrap, hostnames: [...secondary.bootstrap.hostnames, hostname] },
    // Those clients' own zone leads them here as well, when the first region is gone.
    ...(outside === undefined ? {} : { outside: { ...outside, hostnames: [...outside.hostnames, ...namesOutside] } }),
  });
}

function resolve(settings: PlatformSettings, region: RegionRole): Platform {
  const nodes = resolveNodes(settings, region);
  const { kafka, network, regions } = settings;
  const { api } = settings.schemaRegistry;
  const hostname = `bootstrap.${network.domain}`;
  const address = addressOf(regions[region].cidr, 'bootstrap', 0);
  const outside = outsideEntranceOf(network.outsideClients, region, regions[region].cidr);
  return {
    ...settings,
    region,
    nodes,
    bootstrap: {
      hostname,
      hostnames: [hostname],
      address,
      host: network.advertise === 'hostname' ? hostname : address,
      port: kafka.ports.client,
    },
    ...(outside === undefined ? {} : { outside }),
    bootstrapServers: nodes.brokers.map(({ host, ports }) => `${host}:${String(ports.client)}`).join(','),
    schemaRegistryUrls: nodes.schemaRegistry.map(
      ({ host, port }) => `${api.scheme}://${host}:${String(port)}${api.path}`,
    ),
    zookeeperConnect: nodes.zookeeper.map(({ host, ports }) => `${host}:${String(ports.client)}`).join(','),
  };
}

function toProblems(error: z.ZodError, input: unknown) {
  return error.issues.flatMap((issue) => problemOf(issue, input));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
