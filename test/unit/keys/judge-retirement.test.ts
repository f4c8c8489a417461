import fc from 'fast-check';
import { judgeRetirement, type Retirement, type RetirementCase } from '../../../keys/judge-retirement.ts';
import type { Key, KeyVersion, ProtectedResource } from '../../../keys/key.ts';

const keyName = 'projects/p/locations/l/keyRings/r/cryptoKeys/k';
const now = new Date('2026-11-30T12:00:00Z');

const disabled: KeyVersion = {
  name: `${keyName}/cryptoKeyVersions/1`,
  version: 1,
  state: 'DISABLED',
  isPrimary: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  disabledOn: '2026-11-01',
  destroysAt: null,
};
const key: Key = {
  name: keyName,
  id: 'r/k',
  location: 'l',
  purpose: 'ENCRYPT_DECRYPT',
  rotationDays: 90,
  nextRotationAt: null,
  versions: [disabled],
};
const disk = (name: string, versions: readonly number[]): ProtectedResource => ({
  name,
  type: 'compute.googleapis.com/Disk',
  location: 'l',
  projectId: 'p',
  createdAt: null,
  versions,
});
/** Of which nothing speaks against its destruction. */
const free: RetirementCase = {
  key,
  version: disabled,
  usage: { resources: [disk('other', [2])], gaps: [] },
  signingVersion: 'another key',
  accepted: new Set(),
  now,
};
const withVersion = (version: Partial<KeyVersion>, purpose = key.purpose): RetirementCase => ({
  ...free,
  key: { ...key, purpose },
  version: { ...disabled, ...version },
});
const withUsage = (usage: Partial<RetirementCase['usage']>, accepted: readonly string[] = []): RetirementCase => ({
  ...free,
  usage: { ...free.usage, ...usage },
  accepted: new Set(accepted),
});

/** `granted`, `done`, or the guards that say no. */
function verdictOn(asked: Retirement, found: RetirementCase): string {
  const verdict = judgeRetirement(asked, found);
  return verdict.kind === 'refused' ? verdict.refusals.map(({ guard }) => guard).join(' ') : verdict.kind;
}

test.each<[string, RetirementCase, string, string]>([
  ['unused, disabled for a month', free, 'done', 'granted'],
  ['enabled and unused', withVersion({ state: 'ENABLED', disabledOn: null }), 'granted', 'state'],
  ['primary', withVersion({ state: 'ENABLED', isPrimary: true }), 'primary', 'state primary'],
  ['primary and disabled', withVersion({ isPrimary: true, disabledOn: null }), 'primary', 'primary disabled-for'],
  ['not generated yet', withVersion({ state: 'PENDING_GENERATION' }), 'state', 'state'],
  ['scheduled for destruction', withVersion({ state: 'DESTROY_SCHEDULED' }), 'done', 'done'],
  ['destroyed', withVersion({ state: 'DESTROYED' }), 'done', 'done'],
  ['disabled, nobody knows since when', withVersion({ disabledOn: null }), 'granted', 'disabled-for'],
  ['disabled with a note that is no day', withVersion({ disabledOn: 'yesterday' }), 'done', 'disabled-for'],
  ['disabled eight days ago', withVersion({ disabledOn: '2026-11-22' }), 'done', 'granted'],
  [
    'disabled seven days ago, perhaps in the evening',
    withVersion({ disabledOn: '2026-11-23' }),
    'done',
    'disabled-for',
  ],
  [
    'a signing one, disabled 32 days ago',
    withVersion({ disabledOn: '2026-10-29' }, 'ASYMMETRIC_SIGN'),
    'done',
    'granted',
  ],
  [
    'a signing one, disabled 31 days ago',
    withVersion({ disabledOn: '2026-10-30' }, 'ASYMMETRIC_SIGN'),
    'done',
    'disabled-for',
  ],
  [
    'the one that signs now',
    { ...withVersion({ state: 'ENABLED' }), signingVersion: disabled.name.replace('projects/p/', 'projects/123/') },
    'signing',
    'state signing',
  ],
  ['used by a disk', { ...withUsage({ resources: [disk('d', [1])] }) }, 'done', 'in-use'],
  ['used by a disk among others', withUsage({ resources: [disk('d', [2, 1]), disk('e', [2])] }), 'done', 'in-use'],
  ['used by two', withUsage({ resources: [disk('d', [1]), disk('e', [1])] }), 'done', 'in-use in-use'],
  ['perhaps used', withUsage({ resources: [disk('d', [])] }), 'done', 'version-unknown'],
  ['perhaps used, but someone has looked', withUsage({ resources: [disk('d', [])] }, ['d']), 'done', 'granted'],
  ['used, whatever someone says', withUsage({ resources: [disk('d', [1])] }, ['d']), 'done', 'in-use'],
  ['of a key with a gap in its inventory', withUsage({ gaps: ['a gap'] }), 'done', 'inventory'],
])('a version that is %s', (_, found, disable, destroy) => {
  expect({ disable: verdictOn('disable', found), destroy: verdictOn('destroy', found) }).toEqual({ disable, destroy });
});

describe('whatever is found', () => {
  /** Else hardly anything would be granted. */
  const mostly = <T>(usual: T, ...others: readonly T[]) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  const day = fc
    .integer({ min: 0, max: 100 })
    .map((days) => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10));
  const resource = fc
    .record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      versions: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
    })
    .map(({ name, versions }) => disk(name, versions));
  const version = fc.record({
    state: mostly('DISABLED', 'ENABLED', 'DESTROY_SCHEDULED', 'DESTROYED', 'PENDING_GENERATION'),
    isPrimary: mostly(false, true),
    disabledOn: fc.option(day),
    version: fc.integer({ min: 1, max: 3 }),
  });
  const anyCase: fc.Arbitrary<RetirementCase> = fc
    .record({
      version,
      purpose: fc.constantFrom('ENCRYPT_DECRYPT', 'ASYMMETRIC_SIGN'),
      resources: fc.array(resource, { maxLength: 4 }),
      gaps: mostly([], ['a gap']),
      accepted: fc.subarray(['a', 'b', 'c', 'd']),
      signs: mostly(false, true),
    })
    .map(({ version: part, purpose, resources, gaps, accepted, signs }) => {
      const name = `${keyName}/cryptoKeyVersions/${String(part.version)}`;
      return {
        ...withVersion({ ...part, name }, purpose),
        usage: { resources, gaps },
        accepted: new Set(accepted),
        signingVersion: signs ? name : 'another key',
      };
    });
  const asked = fc.constantFrom<Retirement>('disable', 'destroy');

  test('nothing goes that is used, may be, is primary or signs', () => {
    fc.assert(
      fc.property(asked, anyCase, (what, found) => {
        fc.pre(verdictOn(what, found) === 'granted');
        const { version: judged, usage, accepted, signingVersion } = found;
        expect(usage.gaps).toEqual([]);
        expect(judged.isPrimary).toBe(false);
        expect(judged.name).not.toBe(signingVersion);
        for (const { name, versions } of usage.resources) {
          expect(versions).not.toContain(judged.version);
          expect(versions.length > 0 || accepted.has(name)).toBe(true);
        }
      }),
    );
  });

  test('nothing is destroyed that is not disabled for its time', () => {
    fc.assert(
      fc.property(anyCase, (found) => {
        fc.pre(verdictOn('destroy', found) === 'granted');
        const days = found.key.purpose === 'ASYMMETRIC_SIGN' ? 31 : 7;
        expect(found.version.state).toBe('DISABLED');
        expect(now.getTime() - Date.parse(found.version.disabledOn!)).toBeGreaterThan(days * 86_400_000);
      }),
    );
  });

  test('one more resource or gap never makes it easier', () => {
    fc.assert(
      fc.property(asked, anyCase, resource, fc.boolean(), (what, found, more, gap) => {
        const { resources, gaps } = found.usage;
        const worse = { resources: [...resources, more], gaps: gap ? [...gaps, 'another'] : gaps };
        fc.pre(verdictOn(what, { ...found, usage: worse }) === 'granted');
        expect(verdictOn(what, found)).toBe('granted');
      }),
    );
  });

  test('waiting never makes it harder', () => {
    fc.assert(
      fc.property(asked, anyCase, fc.integer({ min: 0, max: 100 }), (what, found, days) => {
        fc.pre(verdictOn(what, found) === 'granted');
        expect(verdictOn(what, { ...found, now: new Date(now.getTime() + days * 86_400_000) })).toBe('granted');
      }),
    );
  });
});
