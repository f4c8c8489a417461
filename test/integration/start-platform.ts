import { execa } from 'execa';

/** Not the home of `npm start`, so that a test never touches a developer's data. Its logs stay for a look. */
export const suiteHome = '.platform/test';

/**
 * Jest's global set-up of the integration tier: starts the platform once for all of its files, from nothing.
 * To test against one that runs already, name its home in KAFKA_PLATFORM_TEST_HOME.
 */
export default async function startPlatform(): Promise<void> {
  if (process.env['KAFKA_PLATFORM_TEST_HOME'] !== undefined) return;
  await kafkaPlatform('start', '--detach', '--clean', '--home', suiteHome);
  process.env['KAFKA_PLATFORM_TEST_HOME'] = suiteHome;
}

/** Runs the command as a person would, with all it says on standard error: standard output has the closing line only. */
export async function kafkaPlatform(...words: string[]): Promise<void> {
  await execa('node', ['cli/kafka-platform.js', ...words], {
    stdin: 'ignore',
    stdout: process.stderr,
    stderr: 'inherit',
  });
}
