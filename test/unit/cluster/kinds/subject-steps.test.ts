import { subjectSteps } from '../../../../cluster/kinds/subject-steps.ts';
import type { SeenSubject, WantedSubject } from '../../../../cluster/kinds/subject.ts';
import type { Step } from '../../../../cluster/index.ts';

const schemaWith = (...fields: readonly Readonly<Record<string, unknown>>[]): string =>
  JSON.stringify({ type: 'record', name: 'one.Placed', fields });
const quantity = { name: 'quantity', type: 'long' };
const note = { name: 'note', type: ['null', 'string'], default: null };

const wanted: WantedSubject = {
  name: 'orders-one.Placed',
  schema: schemaWith(quantity, note),
  level: 'BACKWARD_TRANSITIVE',
};
const asWanted: SeenSubject = { level: wanted.level, versions: [1], schemas: [wanted.schema] };

function stepsFor(found: SeenSubject | undefined, subject = wanted): readonly Step[] {
  const seen = new Map(found === undefined ? [] : [[subject.name, { ...found }]]);
  return subjectSteps([subject], { seen: new Map([['subject', seen]]) });
}

test('a subject that is as wanted needs nothing, however its schema is spaced', () => {
  expect(stepsFor(asWanted)).toEqual([]);
  const spaced = JSON.stringify(JSON.parse(wanted.schema), undefined, 2);
  expect(stepsFor({ ...asWanted, schemas: [spaced] })).toEqual([]);
});

test('further versions, and subjects that the catalogue does not know, are somebody else’s', () => {
  const newer = schemaWith(quantity, note, { name: 'venue', type: 'string', default: '' });
  expect(stepsFor({ ...asWanted, versions: [1, 2], schemas: [wanted.schema, newer] })).toEqual([]);
  expect(subjectSteps([], { seen: new Map([['subject', new Map([['foreign', { ...asWanted }]])]]) })).toEqual([]);
});

test.each<[string, SeenSubject | undefined, null | readonly []]>([
  ['that is missing', undefined, null],
  ['whose versions are all deleted', { level: wanted.level, versions: [], schemas: [] }, []],
])('a subject %s is registered and held to its level, and depends on being so', (_, found, value) => {
  expect(stepsFor(found)).toMatchObject([
    {
      id: 'subject/orders-one.Placed/create',
      action: 'create',
      basis: [{ path: ['versions'], value }],
      change: { register: wanted.schema, level: 'BACKWARD_TRANSITIVE' },
      verdicts: [],
    },
  ]);
});

test.each([
  [null, "compatibility (the registry's default) -> BACKWARD_TRANSITIVE"],
  ['NONE', 'compatibility NONE -> BACKWARD_TRANSITIVE'],
])('a level of %s is brought back', (level, summary) => {
  expect(stepsFor({ ...asWanted, level })).toMatchObject([
    {
      id: 'subject/orders-one.Placed/level',
      action: 'change',
      summary,
      basis: [{ path: ['level'], value: level }],
      change: { level: 'BACKWARD_TRANSITIVE' },
    },
  ]);
});

test('a version that is missing is registered once its level holds', () => {
  const steps = stepsFor(
    { level: 'NONE', versions: [1, 3], schemas: [schemaWith(), schemaWith(note)] },
    {
      ...wanted,
      schema: schemaWith(note, { name: 'venue', type: 'string', default: '' }),
    },
  );
  expect(steps.map(({ id }) => id)).toEqual(['subject/orders-one.Placed/level', 'subject/orders-one.Placed/version']);
  expect(steps[1]).toMatchObject({
    summary: 'register a version after 1, 3',
    basis: [{ path: ['versions'], value: [1, 3] }],
    needs: ['subject/orders-one.Placed/level'],
    verdicts: [],
  });
});

test('a schema that breaks a reader of any version is never registered, and the reader is named', () => {
  const found = { level: wanted.level, versions: [1, 2], schemas: [schemaWith(note), schemaWith(quantity)] };
  expect(stepsFor(found)[0]?.verdicts).toEqual([
    {
      guard: 'incompatible',
      level: 'never',
      reason:
        "quantity: the new version can't read what version 1 wrote: found no such field, expected long; give quantity " +
        'a default (optional(...) in schemas/events/); if it was renamed, keep its old name',
    },
  ]);
});

test.each<[string, Partial<WantedSubject>, SeenSubject | undefined]>([
  ['a wanted schema', { schema: '{"type":"money"}' }, undefined],
  ['one that is registered', {}, { ...asWanted, schemas: ['"money"'] }],
])('%s that is not Avro is refused instead of ending the plan', (_, change, found) => {
  expect(stepsFor(found, { ...wanted, ...change })).toMatchObject([
    {
      verdicts: [
        { guard: 'incompatible', level: 'never', reason: expect.stringContaining('expected an Avro schema') as string },
      ],
    },
  ]);
});

describe('a subject that others made', () => {
  const proto = { ...wanted, type: 'PROTOBUF', schema: 'message A {}' } as const;
  const reference = { name: 'one.Venue', subject: 'venue', version: 1 };
  const unjudged = [
    { guard: 'unjudged', level: 'note', reason: expect.stringContaining('only the registry') as string },
  ];

  test("follows the registry's own level again when it is to have none", () => {
    expect(stepsFor({ ...asWanted, level: null }, { ...wanted, level: null })).toEqual([]);
    expect(stepsFor(asWanted, { ...wanted, level: null })).toMatchObject([
      {
        id: 'subject/orders-one.Placed/level',
        summary: "compatibility BACKWARD_TRANSITIVE -> (the registry's default)",
        change: { level: null },
      },
    ]);
    expect(stepsFor(undefined, { ...wanted, level: null })).toMatchObject([
      { summary: 'register its schema', change: { register: wanted.schema } },
    ]);
  });

  test('may be no Avro: its text counts, and the registry is the judge of a new version', () => {
    expect(stepsFor({ ...asWanted, schemas: ['message A {}'] }, proto)).toEqual([]);
    expect(stepsFor({ ...asWanted, schemas: ['message B {}'] }, proto)).toMatchObject([
      { change: { register: 'message A {}', type: 'PROTOBUF' }, verdicts: unjudged },
    ]);
  });

  test('may build on others: the same text on another version is another schema', () => {
    const building = { ...wanted, references: [reference] };
    expect(stepsFor({ ...asWanted, references: [[reference]] }, building)).toEqual([]);
    expect(stepsFor({ ...asWanted, references: [[{ ...reference, version: 2 }]] }, building)).toMatchObject([
      { change: { register: wanted.schema, references: [reference] }, verdicts: unjudged },
    ]);
  });
});
