import { join } from 'node:path';
import { readClientProperties } from '../../../cluster/index.ts';
import { openHome, type Home } from '../../../local/index.ts';
import { definePlatform, environments, onOneMachine, type Platform } from '../../../platform/index.ts';
import { homeOfRunningPlatform } from '../cluster/running-platform.ts';

/** What the suite's platform consists of and where it keeps its files. */
export interface PlatformUnderTest {
  readonly home: Home;
  readonly platform: Platform;
}

/** Tells the platform's nodes from the address of its first broker: the range is a choice of whoever started it. */
export async function platformUnderTest(): Promise<PlatformUnderTest> {
  const home = await openHome(homeOfRunningPlatform());
  const { bootstrapServers } = await readClientProperties(join(home.dir, 'admin.properties'));
  const network = `${bootstrapServers[0]!.split('.').slice(0, 3).join('.')}.0/24`;
  return { home, platform: definePlatform(onOneMachine(environments.production, network)) };
}
