import { platformOf, secondaryOf, zookeeperClientName } from '../../../platform/index.ts';
import { agentUnits, nodeDescription, nodeFiles, type NodeDescription } from '../../../render/index.ts';
import { ofType, synthesizeEstate, type StackJson } from './synthesized-estate.ts';

const platform = platformOf('production');
const { kafka, 'kafka-secondary': kafkaSecondary, mirror } = synthesizeEstate(platform);

const metadataIn = (stack: StackJson): Record<string, string>[] =>
  ofType(stack, 'google_compute_instance_template').map(({ metadata }) => metadata);
const descriptionsIn = (stack: StackJson): NodeDescription[] =>
  metadataIn(stack).map((metadata) => nodeDescription.parse(JSON.parse(metadata['node-description']!)));

test('each broker and ZooKeeper node of both regions may have its own certificates, and is looked after', () => {
  const nodes = [kafka, kafkaSecondary].flatMap(descriptionsIn).filter(({ role }) => role !== 'haproxy');
  const { brokers, zookeeper } = platform.nodes;
  expect(nodes).toHaveLength(brokers.length + zookeeper.length + 6);
  for (const { name, role, identity, units } of nodes) {
    const subjects = identity?.certificates.map(({ subject }) => subject);
    expect(subjects).toEqual(role === 'kafka' ? [`CN=${name}`, zookeeperClientName] : [`CN=${name}`]);
    expect(units).toEqual([`${role}.service`, agentUnits.timer]);
  }
});

test('all ask the one authority of the first region', () => {
  const nodes = [kafka, kafkaSecondary].flatMap(descriptionsIn).flatMap(({ identity }) => identity ?? []);
  expect([...new Set(nodes.map(({ signerUrl }) => signerUrl))]).toEqual([
    'https://us-central1-alphintra-production.cloudfunctions.net/alphintra-certificate-signer',
  ]);
});

test("the agent's units are files of each machine that it looks after, and of no other", () => {
  for (const metadata of [kafka, mirror].flatMap(metadataIn)) {
    const { identity } = nodeDescription.parse(JSON.parse(metadata['node-description']!));
    const files = Object.keys(nodeFiles.parse(JSON.parse(metadata['node-files']!)));
    const own = files.filter((path) => path.includes('kafka-node-agent'));
    expect(own).toHaveLength(identity === undefined ? 0 : 2);
  }
});

test('proxies and MirrorMaker may read whom to trust, MirrorMaker also as whom it logs in, and nothing else', () => {
  const [proxy] = descriptionsIn(kafkaSecondary).filter(({ role }) => role === 'haproxy');
  expect(proxy!.trust).toEqual({
    projectId: 'alphintra-production',
    stateBucket: 'alphintra-production-state',
    caCertificate: '/etc/haproxy/ca.pem',
  });
  const [{ trust }] = descriptionsIn(mirror) as [NodeDescription];
  expect(trust?.logins).toMatchObject({
    source: 'alphintra-mirror-source-login',
    target: 'alphintra-mirror-target-login',
  });
  expect(ofType(mirror, 'google_secret_manager_secret_iam_member')).toHaveLength(2);
  expect(ofType(mirror, 'google_storage_bucket_iam_member').map(({ role }) => role)).toContain(
    'roles/storage.objectViewer',
  );
});

test('secrets that machines come up with are kept in both regions', () => {
  const { foundation } = synthesizeEstate(platform);
  const { regions } = secondaryOf(platform);
  for (const { replication } of ofType(foundation, 'google_secret_manager_secret')) {
    const locations = replication.user_managed.replicas.map(({ location }: { location: string }) => location);
    expect(locations).toEqual([regions.primary.name, regions.secondary.name]);
  }
});
