import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlanFile, writePlanFile } from '../../../../cluster/index.ts';
import { aStep } from './steps.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plan-file-'));
});
afterEach(() => rm(dir, { recursive: true }));

const plan = {
  clusterId: 'c',
  observedAt: '2026-11-25T00:00:00.000Z',
  steps: [aStep('a', { change: { configs: { 'retention.ms': '1' } }, basis: [{ path: ['x'], value: null }] })],
};

test.each([
  ['a plan', plan],
  [
    'a plan that found an apply which has not ended',
    { ...plan, unfinished: { startedAt: plan.observedAt, steps: ['a'] } },
  ],
  [
    'a plan that tells of what waits in quarantine',
    {
      ...plan,
      steps: [aStep('r', { action: 'release', basis: [{ path: ['quarantinedSince'], in: 'record', value: null }] })],
      waiting: [
        {
          kind: 'topic',
          resource: 'a',
          since: plan.observedAt,
          until: plan.observedAt,
          wayBack: 'delete its tombstone',
        },
      ],
    },
  ],
])('%s is read as it was written', async (_, plan) => {
  const file = join(dir, 'plan.json');
  await writePlanFile(file, plan);
  expect(await readPlanFile(file)).toEqual(plan);
});

test.each([
  [
    'a changed value',
    (text: string) => text.replace('"retention.ms": "1"', '"retention.ms": "2"'),
    'found an altered plan',
  ],
  ['a half of the file', (text: string) => text.slice(0, text.length / 2), 'expected a plan'],
  [
    'a file of another format',
    (text: string) => text.replace('"format": 1', '"format": 2'),
    'found no plan of format 1',
  ],
])('%s is refused', async (_, alter, message) => {
  const file = join(dir, 'plan.json');
  await writePlanFile(file, plan);
  await writeFile(file, alter(await readFile(file, 'utf8')));
  await expect(readPlanFile(file)).rejects.toMatchObject({
    code: 'PLAN_INVALID',
    message: expect.stringContaining(message) as string,
  });
});

test('an absent file is named', async () => {
  await expect(readPlanFile(join(dir, 'none.json'))).rejects.toThrow(/none\.json: found ENOENT.*expected a plan/);
});
