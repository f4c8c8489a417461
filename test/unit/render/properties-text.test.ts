import fc from 'fast-check';
import { parse } from 'dot-properties';
import { propertiesText } from '../../../render/index.ts';

const section = (properties: Record<string, string | number | boolean>) => ({ about: 'why', properties });

test('renders a title and commented sections, one property a line', () => {
  expect(propertiesText('A file', [section({ a: 1, b: true }), { about: 'more', properties: { c: 'x=y:z' } }])).toBe(
    '# A file\n\n# why\na=1\nb=true\n\n# more\nc=x=y:z\n',
  );
});

test('leaves out a section without properties', () => {
  expect(propertiesText('A file', [section({})])).toBe('# A file\n');
});

test('refuses a property that is set twice', () => {
  expect(() => propertiesText('A file', [section({ a: 1 }), section({ a: 1 })])).toThrow(
    'property a: found in two sections, expected in one; remove it from one',
  );
});

test('does not fold long lines', () => {
  const long = 'a,'.repeat(500);
  expect(propertiesText('A file', [section({ long })])).toContain(`long=${long}\n`);
});

test('whatever is put in comes out again, and the text is ASCII', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    // The reader that judges here puts what it reads into a plain object, where this one name means something else.
    fc.property(
      fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        text,
        { noNullPrototype: true },
      ),
      (properties) => {
        const rendered = propertiesText('A file', [section(properties)]);
        expect(rendered).toMatch(/^[\n -~]*$/);
        expect(parse(rendered)).toEqual(properties);
      },
    ),
  );
});
