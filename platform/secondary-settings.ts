import type { PlatformSettings } from './model.ts';

/**
 * The settings of the second region's cluster: the platform's with the shape that `secondary` gives it, and with names
 * apart from the first region's, since one project and one DNS zone hold both.
 */
export function secondarySettings(settings: PlatformSettings): PlatformSettings {
  const { name, network, kafka, zookeeper, secondary } = settings;
  const { outsideClients: outside } = network;
  const { brokerIds: _idsOfTheFirst, ...kafkaOfBoth } = kafka;
  return {
    ...settings,
    name: `${name}-secondary`,
    network: {
      ...network,
      domain: `secondary.${network.domain}`,
      ...(outside === undefined ? {} : { outsideClients: { ...outside, domain: `secondary.${outside.domain}` } }),
    },
    kafka: { ...kafkaOfBoth, ...secondary.kafka },
    zookeeper: { ...zookeeper, ...secondary.zookeeper },
  };
}
