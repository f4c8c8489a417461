import { definePlatform, environments, onOneMachine, type Platform } from '../../../platform/index.ts';

/** Not the suite's addresses: these platforms run beside it. */
export const ownNetwork = '127.22.0.0/24';
/** The suite's own, so that nothing is fetched twice. */
export const sharedJars = '.platform/jars';

export function platformOn(network: string): Platform {
  return definePlatform(onOneMachine(environments.production, network));
}
