import { readFileSync } from 'node:fs';
import { parseChecksums } from '../../../local/jar-checks.ts';
import { environmentNames, platformOf } from '../../../platform/index.ts';

const pom = readFileSync('local/pom.xml', 'utf8');
const jars = [...parseChecksums(readFileSync('local/jars.sha256', 'utf8')).keys()];
const kafkaVersions = [
  ...pom.matchAll(/<groupId>org\.apache\.kafka<\/groupId>\s*<artifactId>[^<]+<\/artifactId>\s*<version>([^<]+)/g),
].map(([, version]) => version);

describe.each(environmentNames)('what runs on one machine is what %s runs', (name) => {
  const { kafka, zookeeper } = platformOf(name);

  test('Kafka, in each artifact of the pom', () => {
    expect(kafkaVersions.length).toBeGreaterThan(1);
    expect(new Set(kafkaVersions)).toEqual(new Set([kafka.version]));
  });

  test('ZooKeeper, as that Kafka ships it', () => {
    expect(jars).toContain(`zookeeper-${zookeeper.version}.jar`);
  });
});
