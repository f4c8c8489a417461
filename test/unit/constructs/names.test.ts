import fc from 'fast-check';
import { nameLimits, nameWithin } from '../../../constructs/names.ts';
import { definePlatform, environments, secondaryOf } from '../../../platform/index.ts';
import { machineOf } from '../../../render/index.ts';

const part = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,20})?$/);

test('joins the parts of a name that fits', () => {
  expect(nameWithin(30, 'alphintra', 'kafka-01')).toBe('alphintra-kafka-01');
});

test('shortens a long name to the limit, and the same way each time', () => {
  const name = nameWithin(30, 'a-long-prefix-16', 'schema-registry-01');
  expect(name).toMatch(/^a-long-prefix-16-schema-[0-9a-f]{6}$/);
  expect(nameWithin(30, 'a-long-prefix-16', 'schema-registry-01')).toBe(name);
});

test('keeps two long names apart that begin alike', () => {
  const prefix = 'a-very-long-beginning-of-a-name';
  expect(nameWithin(30, prefix, 'one')).not.toBe(nameWithin(30, prefix, 'two'));
});

test('the longest name that the model takes is cut in no account of a machine', () => {
  const { production } = environments;
  const secondary = { kafka: { brokerIds: [1, 2, 199] } };
  const named = (name: string) => definePlatform({ ...production, name, secondary });
  const longest = secondaryOf(named('a'.repeat(10)));
  const accounts = longest.nodes.brokers.map((node) => machineOf(longest, node).account.replace(/@.*/, ''));
  expect(accounts).toContain(`${'a'.repeat(10)}-secondary-kafka-199`);
  expect(longest.nodes.brokers.map(({ name }) => nameWithin(nameLimits.serviceAccount, longest.name, name))).toEqual(
    accounts,
  );
  expect(() => named('a'.repeat(11))).toThrow('at most 10 characters');
});

test('every name is within its limit and one that Google Cloud takes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(nameLimits)),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      (limit, parts) => {
        const name = nameWithin(limit, ...parts);
        expect(name.length).toBeLessThanOrEqual(limit);
        expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
      },
    ),
  );
});
