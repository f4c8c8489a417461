import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import kafkajs, { type Admin } from 'kafkajs';
import { bringUp } from '../cli/start/bring-up.ts';
import { createProgress } from '../cli/start/progress.ts';
import { wantedTopics } from '../cli/wanted-topics.ts';
import { alterQuotas, observeQuotas } from '../cluster/client-quotas.ts';
import { observeCluster, waitForInSync, withAdmin } from '../cluster/index.ts';
import { removeTopics } from '../cluster/remove-topics.ts';
import { alterScramUsers } from '../cluster/scram-users.ts';
import { openHome } from '../local/index.ts';
import { ensureJars } from '../local/jars.ts';
import { services, topics, usersOf } from '../topics/index.ts';
import { median } from './median.ts';

/**
 * The catalogue from nothing on a cluster that runs, until every replica is in sync: `kafka-platform apply` makes 30 topics
 * with their 1,000 partitions, and meanwhile the services' users, rules and quotas and all subjects. As the peer, one
 * `createTopics` of Apache's Java client with the same topics on the same cluster, which makes nothing else. Both are whole
 * processes, in turn. It starts a platform of its own. Run: node bench/creating.ts [--rounds N] [--json]
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const home = await openHome(join(import.meta.dirname, '..', '.platform', 'bench'));
const { cluster, operator, platform } = await bringUp({
  home,
  network: '127.26.0.0/24',
  clean: true,
  mayInstall: false,
  signal: new AbortController().signal,
  progress: createProgress(),
});
const names: readonly string[] = topics.map(({ name }) => name);
const apply = () => execa('node', ['cli/kafka-platform.js', 'apply', '--yes', '--home', home.dir]);

try {
  const createByJava = await javaPeer();
  const measured: { readonly ours: number; readonly java: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Neither is always first: a cluster is slower after each round.
    const isOursFirst = round % 2 === 0;
    const first = await secondsFromNothing(isOursFirst ? apply : createByJava);
    const second = await secondsFromNothing(isOursFirst ? createByJava : apply);
    measured.push(isOursFirst ? { ours: first, java: second } : { ours: second, java: first });
  }
  const result = {
    rounds,
    oursSeconds: median(measured.map(({ ours }) => ours)),
    javaSeconds: median(measured.map(({ java }) => java)),
    ratio: median(measured.map(({ ours, java }) => ours / java)),
  };
  console.log(
    options.json
      ? JSON.stringify({ ...result, measured })
      : `30 topics, users, rules, quotas and subjects by apply: ${result.oursSeconds.toFixed(1)} s; 30 topics by Java's ` +
          `createTopics: ${result.javaSeconds.toFixed(1)} s; ${result.ratio.toFixed(2)} x its time (medians of ${rounds} rounds)`,
  );
} finally {
  await cluster.stop();
}

async function secondsFromNothing(create: () => Promise<unknown>): Promise<number> {
  await withAdmin(operator, {}, forgetAll);
  await filesGone();
  const started = performance.now();
  await create();
  await withAdmin(operator, {}, (admin) => waitForInSync(admin, names, { timeoutMs: 300_000 }));
  return (performance.now() - started) / 1_000;
}

async function javaPeer(): Promise<() => Promise<unknown>> {
  const { classPath } = await ensureJars(home.jarsDir, { say: console.error });
  const dir = join(home.dir, 'java');
  await mkdir(dir, { recursive: true });
  const wanted = join(dir, 'topics.txt');
  const lines = wantedTopics(platform).map(({ name, partitions, replicationFactor, configs }) =>
    [name, partitions, replicationFactor, ...Object.entries(configs).map((setting) => setting.join('='))].join(' '),
  );
  await writeFile(wanted, lines.join('\n'));
  await execa('javac', ['-cp', classPath.join(':'), '-d', dir, join(import.meta.dirname, 'CreateTopics.java')]);
  // With the JVM's quickest start, so that the peer isn't slower than it must be.
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', [dir, ...classPath].join(':')];
  return () => execa('java', [...quick, 'CreateTopics', home.files.adminProperties, wanted]);
}

/** Takes away all that an apply makes, and waits until the brokers have let go of it. */
async function forgetAll(admin: Admin): Promise<void> {
  const refused = await removeTopics(admin, names);
  if (refused.size > 0) throw new Error(`topics ${[...refused.keys()].join()}: found, expected them to be removed`);
  const left = (await observeCluster(admin)).topics.filter(({ name }) => names.includes(name));
  if (left.length > 0) throw new Error(`topics ${left.map(({ name }) => name).join()}: found, expected none`);
  const users = services.flatMap(usersOf);
  await admin.deleteAcls({
    filters: users.map((user) => ({
      principal: `User:${user}`,
      resourceType: kafkajs.AclResourceTypes.ANY,
      resourcePatternType: kafkajs.ResourcePatternTypes.ANY,
      operation: kafkajs.AclOperationTypes.ANY,
      permissionType: kafkajs.AclPermissionTypes.ANY,
    })),
  });
  const quotas = [...(await observeQuotas(operator))].map(
    ([user, its]) => [user, Object.fromEntries(Object.keys(its).map((quota) => [quota, null]))] as const,
  );
  await alterQuotas(operator, new Map(quotas));
  await alterScramUsers(operator, new Map(users.map((user) => [user, { remove: ['SCRAM-SHA-256'] }])));
  const registry = `${cluster.registryUrl}/subjects`;
  for (const subject of (await (await fetch(registry)).json()) as string[]) {
    for (const permanent of ['', '?permanent=true']) {
      await fetch(`${registry}/${encodeURIComponent(subject)}${permanent}`, { method: 'DELETE' });
    }
  }
}

/** Brokers delete files of a topic a minute after it, and are slow meanwhile. */
async function filesGone(): Promise<void> {
  const dirs = platform.nodes.brokers.map(({ name }) => join(home.dir, name, 'data', 'kafka-logs'));
  for (;;) {
    const entries = (await Promise.all(dirs.map((dir) => readdir(dir)))).flat();
    if (!entries.some((entry) => entry.endsWith('-delete'))) return;
    await sleep(1_000);
  }
}
