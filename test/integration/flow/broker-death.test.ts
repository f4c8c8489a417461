import { execa } from 'execa';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEventRegistry } from '../../../clients/node/index.ts';
import { connectKafka, readClientProperties } from '../../../cluster/index.ts';
import { openHome, runFlow, shippedPrices, type FlowResult, type FlowStats, type Home } from '../../../local/index.ts';
import { topics } from '../../../topics/index.ts';
import { catchUp, pidOf } from '../cluster/broker-under-test.ts';
import { homeOfRunningPlatform } from '../cluster/running-platform.ts';
import { registryUrlOf } from '../../../local/registry.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';

const victim = 'kafka-02';
const ratePerSecond = 250;
/** Death, the end of its ZooKeeper session, start and election take some 15 s on two cores: the flow outlasts them. */
const totalEvents = 30 * ratePerSecond;
const killAfterSeconds = 5;

let home: Home;
const platformLog = () => readFile(join(home.dir, 'platform.log'), 'utf8');
beforeAll(async () => {
  home = await openHome(homeOfRunningPlatform());
});

describe('when a broker is killed while events flow', () => {
  let result: FlowResult;
  let killedPid: number;
  let told: string;
  const moments: FlowStats[] = [];

  beforeAll(async () => {
    const { platform } = await platformUnderTest();
    const registry = createEventRegistry({ url: registryUrlOf(platform) });
    await registry.register(topics);
    const { length } = await platformLog();
    killedPid = await pidOf(home, victim);
    let isKilled = false;
    result = await runFlow({
      kafka: connectKafka(await readClientProperties(home.files.clientProperties), { clientId: 'broker-death' }),
      registry,
      prices: shippedPrices,
      ratePerSecond,
      totalEvents,
      onStats: (stats) => {
        moments.push(stats);
        if (isKilled || stats.seconds < killAfterSeconds) return;
        isKilled = true;
        process.kill(killedPid, 'SIGKILL');
      },
    });
    await catchUp(home);
    told = (await platformLog()).slice(length);
  }, 170_000);

  test('every event comes back, once and in order', () => {
    expect(result).toMatchObject({
      ok: true,
      events: { sent: totalEvents, received: totalEvents, lost: 0, duplicated: 0, outOfOrder: 0 },
    });
  });

  test('the flow pauses until other brokers lead, and not until this one is back', () => {
    const killed = moments.findIndex(({ seconds }) => seconds >= killAfterSeconds);
    const pauses = moments
      .slice(killed)
      .reduce<{ since: FlowStats; longest: number }>(
        ({ since, longest }, moment) =>
          moment.totals.received > since.totals.received
            ? { since: moment, longest: Math.max(longest, moment.seconds - since.seconds) }
            : { since, longest },
        { since: moments[killed]!, longest: 0 },
      );
    // Its session with ZooKeeper outlives a broker by 6 s; then 333 leaders are elected and clients learn of them.
    expect(pauses.longest).toBeLessThan(20);
    expect(moments.at(-1)!.totals.received - moments[killed]!.totals.received).toBeGreaterThan(10 * ratePerSecond);
  });

  test('no connection is left that would keep a process whose work is done', () => {
    expect(process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap')).toEqual([]);
  });

  test('the platform tells of its death, its restart and its return', async () => {
    const pid = await pidOf(home, victim);
    expect(pid).not.toBe(killedPid);
    const happenings = told.split('\n').filter((line) => line.includes(victim));
    expect(happenings).toEqual([
      expect.stringMatching(/kafka-02 ended \(SIGKILL\); it is started again in \d+ s$/),
      expect.stringMatching(new RegExp(`kafka-02 was started again as process ${pid}$`)),
      expect.stringMatching(/kafka-02 answers again$/),
    ]);
  });
});

describe('a second start in the same home', () => {
  test.each([
    ['in the foreground', []],
    ['in the background', ['--detach']],
  ])('%s is refused and names the process that runs it, whose log stays', async (_, words) => {
    const { pid } = JSON.parse(await readFile(home.files.lock, 'utf8')) as { pid: number };
    const before = await platformLog();
    const { exitCode, stderr, stdout } = await execa(
      'node',
      ['cli/kafka-platform.js', 'start', '--home', home.dir, ...words],
      // One that is not refused is a platform, and would not end.
      { reject: false, stdin: 'ignore', timeout: 60_000 },
    );
    expect(stderr).toContain(`home ${home.dir}: its platform runs already, by process ${pid}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect((await platformLog()).startsWith(before)).toBe(true);
  });
});
