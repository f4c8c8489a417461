import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/**
 * The class path of a broker, from Maven's own repository.
 *
 * @param version of Kafka
 * @param scratch a directory that may be written to
 */
export async function kafkaClassPath(version: string, scratch: string): Promise<string> {
  const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
  const output = join(scratch, 'class-path');
  await execa('mvn', [
    ...['--batch-mode', '--quiet', '--file', pom],
    `-Dkafka.version=${version}`,
    `-Dmdep.outputFile=${output}`,
    'dependency:build-classpath',
  ]);
  return readFile(output, 'utf8');
}
