import { fateOf } from '../../../../cluster/kinds/topic-quarantine.ts';
import { topicSteps } from '../../../../cluster/kinds/topic-steps.ts';
import type { Loss, RemovedTopic, SeenTopic } from '../../../../cluster/kinds/topic.ts';
import type { Circumstances } from '../../../../cluster/plan/resource-kind.ts';

const dayMs = 86_400_000;
const since = '2026-11-20T00:00:00.000Z';
const open: SeenTopic = { partitions: 10, replicationFactor: 3, inSyncReplicas: 3, configs: {} };
const cutOff: SeenTopic = { ...open, denied: ['READ', 'WRITE'] };
const halfOpen: SeenTopic = { ...open, denied: ['WRITE'] };
const week: RemovedTopic = { topic: 'orders', date: '2026-11-25', reason: 'Replaced', quarantineDays: 7 };
const atOnce: RemovedTopic = { ...week, quarantineDays: 0 };
const ofDays = (days: number) => ({ since, ageMs: days * dayMs });

describe('what is done with a topic', () => {
  test.each([
    ['that nobody wants gone', open, undefined, true, undefined, 'nothing'],
    ['that is denied to everybody by somebody else', cutOff, undefined, true, undefined, 'nothing'],
    ['with a tombstone', open, week, true, undefined, 'quarantine'],
    ['with a tombstone, denied to everybody by somebody else', cutOff, week, true, undefined, 'quarantine'],
    ['with a tombstone, that is somebody else’s', open, week, false, undefined, 'nothing'],
    ['with a tombstone, that is gone', undefined, week, true, undefined, 'nothing'],
    ['with a tombstone of no days', open, atOnce, true, undefined, 'remove'],
    ['in quarantine', cutOff, week, true, ofDays(0), 'wait'],
    ['in quarantine by a clock that was ahead', cutOff, week, true, ofDays(-1), 'wait'],
    ['just before its time', cutOff, week, true, { since, ageMs: 7 * dayMs - 1 }, 'wait'],
    ['at its time', cutOff, week, true, ofDays(7), 'remove'],
    ['at its time, open again', open, week, true, ofDays(7), 'quarantine'],
    ['in quarantine, half open again', halfOpen, week, true, ofDays(1), 'quarantine'],
    ['in quarantine, whose tombstone now names no days', cutOff, atOnce, true, ofDays(1), 'remove'],
    ['in quarantine, without its tombstone', cutOff, undefined, true, ofDays(1), 'release'],
    ['in quarantine, without its tombstone, at its time', cutOff, undefined, true, ofDays(9), 'release'],
    ['in quarantine, open again, without its tombstone', open, undefined, true, ofDays(1), 'release'],
    ['in quarantine, that became somebody else’s', cutOff, week, false, ofDays(9), 'release'],
    ['in quarantine, that is gone', undefined, week, true, ofDays(9), 'release'],
    ['in quarantine, that is gone and wanted again', undefined, undefined, true, ofDays(1), 'release'],
  ] as const)('%s: %#', (_, found, tombstone, isOurs, quarantine, fate) => {
    expect(fateOf({ found, tombstone, isOurs, quarantine })).toBe(fate);
  });
});

const loss: Loss = {
  records: 100,
  bytes: 5_000,
  storedBytes: 5_000,
  oldestMs: 0,
  newestMs: 0,
  unread: {},
  members: { risk: 2, audit: 1 },
};

function stepOf(
  found: SeenTopic | undefined,
  tombstones: readonly RemovedTopic[],
  days?: number,
  members = loss.members,
) {
  const closer = { atMs: 0, defaults: {}, losses: { remove: { ...loss, members } }, sample: null };
  const circumstances: Circumstances = {
    seen: new Map([['topic', new Map(found === undefined ? [] : [['orders', { ...found }]])]]),
    owned: new Set(['topic/orders']),
    measured: new Map([['topic', new Map([['orders', closer as never]])]]),
    ...(days === undefined ? {} : { quarantined: new Map([['topic/orders', ofDays(days)]]) }),
  };
  return topicSteps([], circumstances, tombstones);
}

describe('people are told', () => {
  test('whom a quarantine cuts off, until when it can be taken back, and what goes then', () => {
    expect(stepOf(open, [week])).toMatchObject([
      {
        id: 'topic/orders/quarantine',
        summary: 'quarantine for 7 days, then remove it (taken out on 2026-11-25: Replaced)',
        consequence:
          'Cuts off at once whoever reads or writes it but the operator, such as 2 consumers of risk, 1 consumer of audit; ' +
          'for 7 days from the apply on it can be taken back by deleting its tombstone, and the next apply after that ' +
          'removes it for good.',
        basis: [
          { path: ['partitions'], value: 10 },
          { path: ['denied'], value: null },
        ],
        verdicts: [
          {
            guard: 'data-loss',
            level: 'refuse',
            reason: expect.stringMatching(/would go at its removal .*read now by/) as string,
          },
        ],
      },
    ]);
  });

  test('of nobody who is cut off when nobody reads it', () => {
    expect(stepOf(open, [{ ...week, quarantineDays: 1 }], undefined, {})).toMatchObject([
      { consequence: expect.stringContaining('but the operator; for 1 day from the apply on') as string },
    ]);
  });

  test('that a quarantine begins anew', () => {
    expect(stepOf(halfOpen, [week], 6)).toMatchObject([
      {
        action: 'quarantine',
        summary: `quarantine for 7 days, anew: its users aren't cut off as they were to be since ${since}`,
        basis: [{ path: ['partitions'] }, { path: ['denied'], value: ['WRITE'] }],
        verdicts: [{ guard: 'data-loss', level: 'refuse' }],
      },
    ]);
  });

  test('that a removal is for good, judged once more', () => {
    expect(stepOf(cutOff, [week], 7)).toMatchObject([
      {
        action: 'remove',
        summary: `remove it with its 10 partitions (taken out on 2026-11-25: Replaced; in quarantine since ${since})`,
        consequence: expect.stringContaining('for good, and nothing brings them back') as string,
        basis: [
          { value: 10 },
          { value: ['READ', 'WRITE'] },
          { path: ['quarantinedSince'], in: 'record', value: since },
        ],
        change: { remove: { wasInQuarantine: true } },
        verdicts: [{ guard: 'data-loss', level: 'refuse', reason: expect.stringContaining('would go now') as string }],
      },
    ]);
  });

  test('what taking back does, whatever has become of the rules', () => {
    for (const found of [open, halfOpen, cutOff]) {
      expect(stepOf(found, [], 1)).toMatchObject([
        {
          id: 'topic/orders/release',
          action: 'release',
          summary: `take it back from its quarantine since ${since}`,
          basis: [
            { path: ['partitions'], value: 10 },
            { path: ['quarantinedSince'], in: 'record', value: since },
          ],
          verdicts: [],
        },
      ]);
    }
  });

  test('that something is left of the quarantine of one that is gone', () => {
    expect(stepOf(undefined, [week], 7)).toMatchObject([
      { action: 'release', summary: `clear what is left of its quarantine since ${since}: it is gone` },
    ]);
  });
});
