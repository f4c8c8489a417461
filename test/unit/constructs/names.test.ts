import fc from 'fast-check';
import { nameLimits, nameWithin } from '../../../constructs/names.ts';

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
