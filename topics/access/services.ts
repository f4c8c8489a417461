import { communityServices } from './services/community.ts';
import { infrastructureServices } from './services/infrastructure.ts';
import { strategyServices } from './services/strategy.ts';
import { systemServices } from './services/system.ts';
import { tradingServices } from './services/trading.ts';
import { defineServices } from './define-services.ts';

/**
 * Who logs in at Kafka: the services behind the events of seed §2 and §4, by the teams that own the topics, and the
 * parts of the platform of §3.1. What a service reads and writes follows from its purpose; nothing else is open to it.
 */
export const services = defineServices([
  ...tradingServices,
  ...strategyServices,
  ...communityServices,
  ...systemServices,
  ...infrastructureServices,
]);

/** The name of a service, such as `order-service`. */
export type ServiceName = (typeof services)[number]['name'];
