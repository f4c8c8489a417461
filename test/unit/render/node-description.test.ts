import { environmentNames, lockedArtifact, agentArtifact, platformOf, secondaryOf } from '../../../platform/index.ts';
import {
  describeMachine,
  describeStatefulNode,
  directoryOf,
  machineRoles,
  nodeDescription,
  startupScript,
} from '../../../render/index.ts';

const platforms = environmentNames.map(platformOf).flatMap((platform) => [platform, secondaryOf(platform)]);

test('every node of every environment is described as the agent takes it', () => {
  for (const platform of platforms) {
    const { brokers, zookeeper } = platform.nodes;
    const descriptions = [
      ...brokers.map((node) => describeStatefulNode(platform, 'kafka', node)),
      ...zookeeper.map((node) => describeStatefulNode(platform, 'zookeeper', node)),
      ...machineRoles.map((role) => describeMachine(platform, role, role)),
    ];
    for (const description of descriptions) {
      expect(nodeDescription.parse(JSON.parse(JSON.stringify(description)))).toEqual(description);
    }
  }
});

test('a data disk is known by a label that no other node of the cluster has', () => {
  const { nodes } = platformOf('production');
  const labels = [...nodes.brokers, ...nodes.zookeeper].map(
    (node) => describeStatefulNode(platformOf('production'), 'kafka', node).dataDisk?.label,
  );
  expect(new Set(labels).size).toBe(labels.length);
});

test('the users of all roles have different numbers: one image may serve any', () => {
  const ids = machineRoles.flatMap((role) => describeMachine(platformOf('dev'), role, role).users.map(({ id }) => id));
  expect(new Set(ids).size).toBe(machineRoles.length);
});

test.each([
  ['a relative path', { directories: [{ path: 'etc', owner: 'root', mode: '0755' }] }],
  ['a mode that is no octal number', { directories: [{ path: '/etc', owner: 'root', mode: '755' }] }],
  ['a unit with a shell’s letters', { units: ['a;b.service'] }],
  ['a field that it doesn’t know', { colour: 'red' }],
])('refuses %s', (_, change) => {
  const description = { ...describeMachine(platformOf('dev'), 'kafka', 'kafka-01'), ...change };
  expect(nodeDescription.safeParse(description).success).toBe(false);
});

test('an artifact of another content has another place', () => {
  const artifact = lockedArtifact('kafka');
  expect(directoryOf(artifact)).not.toBe(directoryOf({ ...artifact, sha256: 'f'.repeat(64) }));
});

test('the startup script fetches by checksum and hands over', () => {
  const node = lockedArtifact('node');
  const agent = agentArtifact('0a'.repeat(32));
  const script = startupScript({ bucket: 'a-bucket', node, agent });
  for (const part of [node.sha256, agent.sha256, 'storage/v1/b/a-bucket/o', '/agent.mjs" boot']) {
    expect(script).toContain(part);
  }
});
