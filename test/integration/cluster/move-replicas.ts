/**
 * Gives a topic three replicas, one partition after another, to be killed while it does:
 *
 *     node test/integration/cluster/move-replicas.ts HOME TOPIC
 */
import { join } from 'node:path';
import {
  applyPlan,
  brokerKind,
  makePlan,
  placementKind,
  readClientProperties,
  withAdmin,
} from '../../../cluster/index.ts';

const [home, topic] = process.argv.slice(2) as [string, string];
const racks = new Map([1, 2, 3].map((id) => [id, `rack-${id}`]));
const operator = await readClientProperties(join(home, 'admin.properties'));

await withAdmin(operator, {}, async (admin) => {
  const kinds = [
    placementKind(admin, operator, new Map([[topic, 3]]), racks, { partitionsAtOnce: 1 }),
    brokerKind(admin, operator, [...racks.keys()], [topic]),
  ];
  const { clusterId } = await admin.describeCluster();
  await applyPlan(kinds, clusterId, await makePlan(kinds, clusterId, new Date()), { accepted: new Set() });
});
