import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readClientProperties } from '../cluster/index.ts';
import { openHome } from '../local/index.ts';
import { ensureJars } from '../local/jars.ts';
import { topics } from '../topics/index.ts';
import { median } from './median.ts';

/**
 * `kafka-platform plan` against the whole catalogue with nothing to change, as a process from start to exit. As the peer,
 * the loop that looks at the same with Apache's tools: `kafka-topics` and `kafka-configs` for each topic. It sees topics
 * only, while the plan also looks at replicas, users, rules, quotas and subjects.
 * Needs a running platform that has little to do (npm start -- --detach --rate 1): flow and plan share the machine.
 * Run: node bench/planning.ts --home .platform/local [--rounds N] [--json]
 */
const { values: options } = parseArgs({
  options: {
    home: { type: 'string', default: '.platform/local' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const home = await openHome(options.home);
const operator = await readClientProperties(home.files.adminProperties);
const { classPath } = await ensureJars(home.jarsDir, { say: (message) => console.error(message) });

const plans: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const taken = await seconds('node', ['cli/kafka-platform.js', 'plan', '--home', home.dir]);
  if (round > 0) plans.push(taken); // round 0 warms the disk's cache
}
const loopSeconds = await loop();
const planSeconds = median(plans);
const result = { topics: topics.length, rounds, planSeconds, loopSeconds, ratio: loopSeconds / planSeconds };
console.log(
  options.json
    ? JSON.stringify(result)
    : `plan with nothing to change, median of ${rounds} rounds: ${planSeconds.toFixed(2)} s; ` +
        `${topics.length} x kafka-topics and kafka-configs: ${loopSeconds.toFixed(1)} s; ${result.ratio.toFixed(0)} x faster`,
);

/** Once: it is the sum of sixty starts already. */
async function loop(): Promise<number> {
  const login = [
    '--bootstrap-server',
    operator.bootstrapServers.join(','),
    '--command-config',
    join(home.dir, 'admin.properties'),
  ];
  let total = 0;
  for (const { name } of topics) {
    total += await tool('org.apache.kafka.tools.TopicCommand', [...login, '--describe', '--topic', name]);
    const topic = ['--entity-type', 'topics', '--entity-name', name];
    total += await tool('kafka.admin.ConfigCommand', [...login, '--describe', ...topic]);
  }
  return total;
}

/** With the JVM's quickest start, so that the peer isn't slower than it must be. */
function tool(main: string, words: readonly string[]): Promise<number> {
  return seconds('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath.join(':'), main, ...words]);
}

async function seconds(command: string, words: readonly string[]): Promise<number> {
  const { durationMs } = await execa(command, words, { stdin: 'ignore' });
  return durationMs / 1_000;
}
