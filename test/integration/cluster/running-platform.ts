import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The home of the platform that the suite has started: holds `admin.properties` and `ca.pem`. */
export function homeOfRunningPlatform(): string {
  const home = process.env['KAFKA_PLATFORM_TEST_HOME'];
  if (home !== undefined) return home;
  throw new Error(
    'KAFKA_PLATFORM_TEST_HOME: found nothing, expected the home of a running platform; run the suite by "npm run ' +
      'test:integration", which starts one',
  );
}

/** A home of its own for a test that stores something, with the operator's credentials of the running platform. */
export async function ownHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'platform-home-'));
  for (const file of ['admin.properties', 'ca.pem'])
    await copyFile(join(homeOfRunningPlatform(), file), join(home, file));
  return home;
}
