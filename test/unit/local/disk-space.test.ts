import { diskOf, explainFailure, spaceProblem, type Disk } from '../../../local/disk-space.ts';
import type { Home } from '../../../local/home.ts';

const disk = (freeMb: number, device = 1): Disk => ({ dir: `/disk-${device}`, device, freeMb });
const next = 'free some, or choose a directory on another disk with --home';

test.each([
  ['a new platform and its jars', { jarsPresent: false, isNew: true }, 2_648],
  ['a new platform', { jarsPresent: true, isNew: true }, 2_048],
  ['a platform that has been there', { jarsPresent: true, isNew: false }, 1_024],
])('%s needs its room on one disk, to the megabyte', (_name, state, wantedMb) => {
  expect(spaceProblem(disk(wantedMb), disk(wantedMb), state)).toBeUndefined();
  expect(spaceProblem(disk(wantedMb - 1), disk(wantedMb - 1), state)).toBe(
    `disk of /disk-1: found ${wantedMb - 1} MB free, expected at least ${wantedMb} MB; ${next}`,
  );
});

test('jars on a disk of their own need their room there', () => {
  const state = { jarsPresent: false, isNew: true };
  expect(spaceProblem(disk(2_048), disk(600, 2), state)).toBeUndefined();
  expect(spaceProblem(disk(100), disk(50, 2), state)).toBe(
    [
      `disk of /disk-1: found 100 MB free, expected at least 2048 MB; ${next}`,
      `disk of /disk-2: found 50 MB free, expected at least 600 MB; ${next}`,
    ].join('\n'),
  );
});

test('tells one disk from another', async () => {
  const [here, devices] = await Promise.all([diskOf('.'), diskOf('/dev')]);
  expect(here.freeMb).toBeGreaterThan(0);
  expect(here.device).not.toBe(devices.device);
});

test.each([
  ['there is room', '.'],
  ['its directory is gone', '/nowhere/at/all'],
])('a failure is blamed on no disk while %s', async (_name, dir) => {
  const error = new Error('connection refused');
  expect(await explainFailure({ dir } as Home, error)).toBe(error);
});
