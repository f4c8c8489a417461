import { quotaSteps } from '../../../../cluster/kinds/quota-steps.ts';
import { userStepsOf } from '../../../../cluster/kinds/user-steps.ts';
import type { ClientQuotas } from '../../../../cluster/quota-entity.ts';

const stepsFor = (wanted: Readonly<Record<string, ClientQuotas>>, found: Readonly<Record<string, ClientQuotas>>) =>
  quotaSteps(new Map(Object.entries(wanted)), { seen: new Map([['quota', new Map(Object.entries(found))]]) });
const limits = { producer_byte_rate: 2_000_000, request_percentage: 200 };

test('a user that has its quotas needs nothing', () => {
  expect(stepsFor({ 'engine-a': limits }, { 'engine-a': limits })).toEqual([]);
});

test('a user without quotas gets them all in one step, which depends on there being none', () => {
  expect(stepsFor({ 'engine-a': limits }, {})).toEqual([
    {
      id: 'quota/engine-a/set',
      kind: 'quota',
      resource: 'engine-a',
      action: 'create',
      summary: 'producer_byte_rate (unlimited) -> 2000000; request_percentage (unlimited) -> 200',
      consequence: 'Brokers hold to it at once; above it they delay their answers and refuse nothing.',
      basis: [
        { path: ['producer_byte_rate'], value: null },
        { path: ['request_percentage'], value: null },
      ],
      change: { quotas: limits },
      needs: [...userStepsOf('engine-a')],
      verdicts: [],
    },
  ]);
});

test('only what differs is changed, a quota that nobody asked for is taken away, and who gets slower is told', () => {
  const found = { producer_byte_rate: 9_000_000, request_percentage: 200, consumer_byte_rate: 5 };
  expect(stepsFor({ 'engine-a': limits }, { 'engine-a': found })).toMatchObject([
    {
      action: 'change',
      summary: 'consumer_byte_rate 5 -> (unlimited); producer_byte_rate 9000000 -> 2000000',
      change: { quotas: { consumer_byte_rate: null, producer_byte_rate: 2_000_000 } },
      verdicts: [
        { guard: 'slower', level: 'note', reason: 'engine-a is slowed down above producer_byte_rate 2000000' },
      ],
    },
  ]);
});

test('users that the catalogue does not know are left alone', () => {
  expect(stepsFor({}, { stranger: limits })).toEqual([]);
});
