import { userKind } from '../../../../cluster/kinds/user-kind.ts';
import { serviceUser, userSteps } from '../../../../cluster/kinds/user-steps.ts';
import type { Json } from '../../../../cluster/plan/json.ts';

const circumstances = (found: Readonly<Record<string, Json>>) => ({
  seen: new Map([['user', new Map(Object.entries(found))]]),
});
const stepsFor = (users: readonly string[], found: Readonly<Record<string, Json>>) =>
  userSteps(users.map(serviceUser), circumstances(found));

test('a user that is there needs nothing, whatever its password', () => {
  expect(stepsFor(['engine-a'], { 'engine-a': { 'SCRAM-SHA-256': 8_192 } })).toEqual([]);
});

test('a user that is missing is created, and depends on being missing; its password is in no part of the plan', () => {
  expect(stepsFor(['engine-a'], {})).toEqual([
    {
      id: 'user/engine-a/create',
      kind: 'user',
      resource: 'engine-a',
      action: 'create',
      summary: "create with SCRAM-SHA-256, with the secret store's password",
      consequence: 'Its service can log in.',
      basis: [{ path: ['SCRAM-SHA-256'], value: null }],
      change: { set: 'SCRAM-SHA-256' },
      needs: [],
      verdicts: [],
    },
  ]);
});

test('a password that was set by hand is replaced, and who that hits is said', () => {
  expect(stepsFor(['engine-a'], { 'engine-a': { 'SCRAM-SHA-256': 4_096 } })).toMatchObject([
    {
      id: 'user/engine-a/renew',
      action: 'change',
      consequence: expect.stringContaining('is refused') as string,
      basis: [{ path: ['SCRAM-SHA-256'], value: 4_096 }],
      change: { set: 'SCRAM-SHA-256' },
    },
  ]);
});

test('a credential of another mechanism is taken away', () => {
  const found = { 'engine-a': { 'SCRAM-SHA-256': 8_192, 'SCRAM-SHA-512': 4_096 } };
  expect(stepsFor(['engine-a'], found)).toMatchObject([
    { id: 'user/engine-a/remove/SCRAM-SHA-512', action: 'remove', change: { remove: 'SCRAM-SHA-512' } },
  ]);
});

test('users that the catalogue does not know are left alone', () => {
  expect(stepsFor([], { stranger: { 'SCRAM-SHA-512': 4_096 } })).toEqual([]);
});

test('a user whose password cannot be had is left as it is, and the reason is told', async () => {
  const nowhere = { bootstrapServers: [], username: '', password: '', certificateAuthority: '' };
  const kind = userKind(nowhere, [serviceUser('engine-a')], () =>
    Promise.reject(new Error('secret store: found no answer')),
  );
  expect(await kind.carryOut(kind.steps(circumstances({})))).toEqual([
    { step: 'user/engine-a/create', error: 'secret store: found no answer' },
  ]);
});

describe('a user whose passwords somebody else has chosen', () => {
  const wanted = { name: 'reports', mechanisms: ['SCRAM-SHA-512'], isFromStore: false } as const;

  test('keeps them, however they are hashed', () => {
    expect(userSteps([wanted], circumstances({ reports: { 'SCRAM-SHA-512': 4_096 } }))).toEqual([]);
  });

  test('gets the mechanism that it lacks, and loses the one that it should not have', () => {
    expect(userSteps([wanted], circumstances({ reports: { 'SCRAM-SHA-256': 4_096 } }))).toMatchObject([
      {
        id: 'user/reports/remove/SCRAM-SHA-256',
        change: { remove: 'SCRAM-SHA-256' },
        consequence: 'Nobody can log in with it; the user keeps its SCRAM-SHA-512.',
      },
      { id: 'user/reports/create/SCRAM-SHA-512', change: { set: 'SCRAM-SHA-512' } },
    ]);
  });
});
