import { execa } from 'execa';

/** Not the home of `npm start`, so that a test never touches a developer's data. Its logs stay for a look. */
export const suiteHome = '.platform/test';
/** Nor its addresses, so that the suite runs beside it. */
const network = '127.21.0.0/24';
/** Events a second that flow meanwhile: every topic sees some, and the tests keep the processors. */
const rate = '200';

/**
 * Jest's global set-up of the integration tier: starts the platform once for all of its files, from nothing.
 * To test against one that runs already, name its home in KAFKA_PLATFORM_TEST_HOME.
 */
export default async function startPlatform(): Promise<void> {
  if (process.env['KAFKA_PLATFORM_TEST_HOME'] !== undefined) return;
  await kafkaPlatform('start', '--detach', '--clean', '--home', suiteHome, '--network', network, '--rate', rate);
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
