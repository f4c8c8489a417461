import { PassThrough } from 'node:stream';
import { leftoverInWords, planInWords, remarksOn } from '../../../cli/cluster/plan-text.ts';
import { liveView } from '../../../cli/start/live-table.ts';
import { describeNodeEvent } from '../../../cli/start/happenings.ts';
import { greeting } from '../../../cli/start/greeting.ts';
import type { Plan } from '../../../cluster/index.ts';
import { aStep } from '../cluster/plan/steps.ts';
import { createProgress } from '../../../cli/start/progress.ts';
import type { ReadyPlatform } from '../../../cli/start/bring-up.ts';
import type { FlowStats } from '../../../local/index.ts';
import { definePlatform, environments, onOneMachine } from '../../../platform/index.ts';
import { domains } from '../../../schemas/index.ts';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.trimEnd().length));

describe('the live view', () => {
  const stats = (scale: number): FlowStats => ({
    domains: Object.fromEntries(
      domains.map((domain) => [
        domain,
        {
          receivedPerSecond: 12.4 * scale,
          lag: scale,
          p50Ms: 3 * scale,
          p99Ms: domain === 'system' ? undefined : 7 * scale,
          received: 1_234 * scale,
        },
      ]),
    ) as unknown as FlowStats['domains'],
    totals: { sent: 7_404 * scale, received: 7_403 * scale, lost: scale, duplicated: 0, outOfOrder: 2 * scale },
    seconds: 99.6 * scale,
  });

  test('shows a row a domain, totals, and what happened', () => {
    const lines = liveView(stats(1), ['kafka-01 ended'])
      .split('\n')
      .map((line) => line.trimEnd());
    expect(lines).toHaveLength(1 + domains.length + 2 + 1);
    expect(lines[0]).toMatch(/^domain +events\/s +lag +p50 ms +p99 ms +received$/);
    expect(lines[1]).toMatch(/^market-data +12 +1 +3 +7 +1,234$/);
    expect(lines.find((line) => line.startsWith('system'))).toMatch(/^system +12 +1 +3 +- +1,234$/);
    expect(lines.slice(-3)).toEqual([
      '100 s: 7,404 sent, 7,403 received, 1 on the way',
      '0 duplicated, 2 out of order',
      'kafka-01 ended',
    ]);
  });

  test('shows only the last of many happenings', () => {
    const happenings = Array.from({ length: 9 }, (_, index) => `happening ${index}`);
    expect(liveView(stats(1), happenings).split('\n').slice(-5)).toEqual(happenings.slice(-5));
    expect(liveView(stats(1), happenings)).not.toContain('happening 3');
  });

  test.each([1, 1_000, 1_000_000])('fits a terminal of 80 columns with figures %i times as large', (scale) => {
    expect(widest(liveView(stats(scale), []))).toBeLessThanOrEqual(80);
  });
});

test.each([
  [{ kind: 'exited', how: 'SIGKILL', restartInMs: 4_000 }, 'N ended (SIGKILL); it is started again in 4 s'],
  [
    { kind: 'exited', how: 'exit code 143', restartInMs: undefined },
    'N ended (exit code 143) too often; it stays down',
  ],
  [{ kind: 'exited', how: 'disk full', restartInMs: 8_000 }, 'N ended (disk full); it is started again in 8 s'],
  [{ kind: 'restarted', pid: 4_194_304 }, 'N was started again as process 4194304'],
  [{ kind: 'back' }, 'N answers again'],
] as const)('%j is told in a line that fits beside the time', (event, sentence) => {
  const text = describeNodeEvent({ ...event, node: 'schema-registry-01' });
  expect(text).toBe(sentence.replace(/^N/, 'schema-registry-01'));
  expect(`12:34:56 PM ${text}`.length).toBeLessThanOrEqual(80);
});

describe('the greeting', () => {
  const platform = definePlatform(onOneMachine(environments.production, '127.20.0.0/24'));
  const ready = {
    platform,
    readySeconds: 25.24,
    cluster: {
      files: {
        adminProperties: '.platform/local/admin.properties',
        clientProperties: '.platform/local/client.properties',
        caCertificate: '.platform/local/ca.pem',
      },
      bootstrapServers: platform.bootstrapServers,
      registryUrl: 'http://127.20.0.21:8081/apis/ccompat/v7',
      pids: () => new Map([['kafka-01', 4_194_304]]),
    },
  } as unknown as ReadyPlatform;

  test('says where the platform is, how to get in and what to try, within 100 columns', () => {
    const text = greeting(ready, '');
    expect(widest(text)).toBeLessThanOrEqual(100);
    for (const part of [
      'Ready after 25.2 s: 3 brokers in 3 racks',
      platform.bootstrapServers,
      '.platform/local/admin.properties',
      '.platform/local/client.properties',
      'kill -9 4194304',
      'npx kafka-platform functions run metadata-backup\n',
    ])
      expect(text).toContain(part);
  });

  test('names the home in what to try when it is not the usual one', () => {
    expect(greeting(ready, ' --home elsewhere')).toContain('functions run metadata-backup --home elsewhere\n');
  });
});

describe('progress without a terminal', () => {
  function recorded() {
    const stream = new PassThrough();
    return {
      progress: createProgress(stream as unknown as NodeJS.WriteStream),
      text: () => String(stream.read() ?? ''),
    };
  }

  test('is a line for each beginning, remark and end, without control characters', async () => {
    const { progress, text } = recorded();
    await progress.run(
      'topics',
      'Topics',
      async (report) => {
        report.say('600 of 3000 in sync');
        await Promise.resolve();
      },
      () => 'all in sync',
    );
    progress.line('as you like');
    expect(text()).toMatch(
      /^ {2}… Topics\n {4}Topics: 600 of 3000 in sync\n {2}✔ Topics \(\d+\.\d s\): all in sync\nas you like\n$/,
    );
    expect(progress.seconds).toEqual({ topics: expect.any(Number) as number });
  });

  test('marks a step that failed, and passes on why', async () => {
    const { progress, text } = recorded();
    const failing = progress.run('jars', 'Jars', (report) => {
      report.say('fetching');
      return Promise.reject(new Error('no network'));
    });
    await expect(failing).rejects.toThrow('no network');
    expect(text()).toMatch(/\n {2}✖ Jars \(\d+\.\d s\): fetching\n$/);
    expect(progress.seconds).toHaveProperty('jars');
  });
});

describe('a quarantine', () => {
  const steps = [
    aStep('q', { action: 'quarantine', summary: 'quarantine for 7 days' }),
    aStep('b', { action: 'release', summary: 'take it back' }),
  ];

  test('stands in a plan with signs of its own, and is counted', () => {
    const words = planInWords(steps);
    expect(words).toContain('      # quarantine for 7 days\n');
    expect(words).toContain('      < take it back\n');
    expect(words).toMatch(/\n0 to create, 0 to change, 1 to quarantine, 1 to release, 0 to remove$/);
  });

  test('is not counted where there is none', () => {
    expect(planInWords([aStep('a')])).toMatch(/\n0 to create, 1 to change, 0 to remove$/);
  });

  test('that waits is told of with its times and the way back, after what is left of an apply', () => {
    const unfinished = { startedAt: '2026-11-25T00:00:00.000Z', steps: ['a'] };
    const times = { since: '2026-11-25T00:00:00.000Z', until: '2026-12-02T00:00:00.000Z' };
    const waiting = [{ kind: 'topic', resource: 'orders', ...times, wayBack: 'delete its tombstone' }];
    expect(remarksOn({ steps: [], unfinished, waiting })).toEqual([
      expect.stringContaining('An apply that began at'),
      'topic orders is in quarantine from 2026-11-25T00:00:00.000Z until 2026-12-02T00:00:00.000Z, cut off from all but ' +
        'the operator; the next apply after that removes it for good. To take it back: delete its tombstone.',
    ]);
    expect(remarksOn({ steps: [] })).toEqual([]);
  });
});

describe('an apply that has not ended', () => {
  const plan = (steps: Plan['steps'], unfinished?: Plan['unfinished']): Plan => ({
    clusterId: 'c',
    observedAt: '2026-11-25T00:00:00.000Z',
    steps,
    unfinished,
  });
  const begun = { startedAt: '2026-11-25T00:00:00.000Z', steps: ['topic/a/create', 'topic/b/create'] };

  test('is said to have left what is still to do', () => {
    const [a] = begun.steps.map((id) => aStep(id));
    expect(leftoverInWords(plan(a === undefined ? [] : [a], begun))).toBe(
      'An apply that began at 2026-11-25T00:00:00.000Z has not ended: it was killed, or is still at work. Of its 2 steps ' +
        'these are left to do: topic/a/create. The next apply goes on from here.',
    );
    expect(leftoverInWords(plan([], begun))).toContain('Of its 2 steps none is left to do');
  });

  test('with ten thousand steps fits a screen', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => aStep(`topic/t${index}/create`));
    const words = leftoverInWords(plan(steps, { ...begun, steps: steps.map(({ id }) => id) }));
    expect(words).toMatch(/Of its 10000 steps .* topic\/t19\/create and 9980 more\. The next apply/);
    expect(words).not.toContain('topic/t20/create');
  });

  test('is not spoken of when there is none', () => {
    expect(leftoverInWords(plan([]))).toBeUndefined();
  });
});
