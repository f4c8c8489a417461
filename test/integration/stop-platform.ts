import { kafkaPlatform, suiteHome } from './start-platform.ts';

/** Jest's global tear-down of the integration tier: stops what `start-platform.ts` started, and nothing else. */
export default async function stopPlatform(): Promise<void> {
  if (process.env['KAFKA_PLATFORM_TEST_HOME'] === suiteHome) await kafkaPlatform('stop', '--home', suiteHome);
}
