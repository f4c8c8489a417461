import fc from 'fast-check';

/** Avro schemas as plain JSON, small in their choice of names, so that changes meet. */
type Avro = string | Avro[] | AvroNode;
interface AvroNode {
  type: string;
  name?: string;
  aliases?: string[];
  fields?: AvroField[];
  symbols?: string[];
  default?: string;
  size?: number;
  items?: Avro;
  values?: Avro;
  logicalType?: string;
  precision?: number;
  scale?: number;
}
interface AvroField {
  name: string;
  type: Avro;
  aliases?: string[];
  default?: unknown;
}

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'];
const fieldNames = ['a', 'b', 'c', 'd'];
const fullNames = ['one.A', 'one.B', 'two.A', 'two.B', 'two.C'];
const symbols = ['X', 'Y', 'Z'];

const someSymbols = fc.subarray(symbols, { minLength: 1 });

const { type: anyType, record: anyRecord } = fc.letrec<{ type: Avro; record: AvroNode; field: AvroField }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'avro' },
    { weight: 6, arbitrary: fc.constantFrom<Avro>(...primitives) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Avro>(
        { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 18 },
        { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 },
        { type: 'long', logicalType: 'timestamp-millis' },
        { type: 'string', logicalType: 'uuid' },
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...fullNames), someSymbols, fc.boolean())
        .map(([name, chosen, fallback]): Avro => ({
          type: 'enum',
          name,
          symbols: chosen,
          ...(fallback ? { default: chosen[0]! } : {}),
        })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...fullNames), fc.constantFrom(4, 8))
        .map(([name, size]): Avro => ({ type: 'fixed', name, size })),
    },
    { weight: 2, arbitrary: tie('type').map((items): Avro => ({ type: 'array', items })) },
    { weight: 2, arbitrary: tie('type').map((values): Avro => ({ type: 'map', values })) },
    { weight: 4, arbitrary: fc.array(tie('type'), { minLength: 1, maxLength: 3 }) },
    { weight: 3, arbitrary: tie('record') },
  ),
  record: fc
    .tuple(fc.constantFrom(...fullNames), fc.uniqueArray(tie('field'), { maxLength: 3, selector: ({ name }) => name }))
    .map(([name, fields]) => ({ type: 'record', name, fields })),
  field: fc
    .tuple(fc.constantFrom(...fieldNames), tie('type'), fc.boolean())
    .map(([name, type, withDefault]) => ({ name, type, ...(withDefault ? { default: 'yes' } : {}) })),
}));

/** One edit, as a person makes it: at a place, one of a few kinds, with what it needs. */
const anyEdit = fc.record({
  at: fc.nat(30),
  kind: fc.constantFrom(
    'add',
    'add',
    'remove',
    'retype',
    'widen',
    'optional',
    'rename',
    'alias',
    'symbols',
    'type-name',
  ),
  type: anyType,
  withDefault: fc.boolean(),
  name: fc.constantFrom(...fieldNames),
  fullName: fc.constantFrom(...fullNames),
  symbols: someSymbols,
});
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

/** Versions of one schema, oldest first, JSON texts: each but the first is the one before it after an edit or two. */
export const anyHistory: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    anyRecord.filter(({ fields }) => fields!.length > 0),
    fc.array(fc.array(anyEdit, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 3 }),
  )
  .map(([first, edits]) => {
    const versions = [first];
    for (const some of edits) versions.push(structuredClone(some).reduce(edited, structuredClone(versions.at(-1)!)));
    return versions.map((version) => JSON.stringify(wellFormed(version, new Map())));
  });

function edited(root: AvroNode, edit: Edit): AvroNode {
  const { records, named } = partsOf(root);
  const record = records[edit.at % records.length]!;
  const fields = record.fields!;
  const field = fields[edit.at % Math.max(fields.length, 1)];
  const isFree = fields.every(({ name }) => name !== edit.name);
  if (edit.kind === 'add') {
    if (isFree) fields.push({ name: edit.name, type: edit.type, ...(edit.withDefault ? { default: 'yes' } : {}) });
  } else if (edit.kind === 'symbols' || edit.kind === 'type-name') {
    const node = named[edit.at % named.length]!;
    if (node.symbols !== undefined) {
      node.symbols = edit.symbols;
      if (edit.withDefault) node.default = edit.symbols[0]!;
      else delete node.default;
    } else if (edit.kind === 'type-name') {
      if (edit.withDefault) node.aliases = [node.name!];
      node.name = edit.fullName;
    }
  } else if (field !== undefined) {
    if (edit.kind === 'remove') fields.splice(fields.indexOf(field), 1);
    if (edit.kind === 'retype') field.type = edit.type;
    if (edit.kind === 'widen') field.type = wider(field.type);
    if (edit.kind === 'optional') Object.assign(field, { type: ['null', field.type], default: null });
    if (isFree && (edit.kind === 'rename' || edit.kind === 'alias')) {
      if (edit.kind === 'alias') field.aliases = [...new Set([...(field.aliases ?? []), field.name])];
      field.name = edit.name;
    }
  }
  return root;
}

function wider(type: Avro): Avro {
  const next: Readonly<Record<string, string>> = {
    int: 'long',
    long: 'float',
    float: 'double',
    string: 'bytes',
    bytes: 'string',
  };
  return typeof type === 'string' ? (next[type] ?? type) : type;
}

function partsOf(root: AvroNode): { records: AvroNode[]; named: AvroNode[] } {
  const named: AvroNode[] = [];
  const visit = (type: Avro): void => {
    if (typeof type === 'string') return;
    if (Array.isArray(type)) {
      type.forEach(visit);
      return;
    }
    if (type.name !== undefined) named.push(type);
    for (const { type: inner } of type.fields ?? []) visit(inner);
    if (type.items !== undefined) visit(type.items);
    if (type.values !== undefined) visit(type.values);
  };
  visit(root);
  return { records: named.filter(({ fields }) => fields !== undefined), named };
}

/** Full names, with whether what they name is complete. */
type Defined = Map<string, boolean>;

/**
 * The schema as Avro and the registry allow it: a name is defined once and referred to after, unions are flat, defaults
 * fit. None holds itself: the registry's canonical form of such a schema ends in a stack overflow.
 */
function wellFormed(type: Avro, defined: Defined): Avro {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) {
    return distinct(distinct(type.flat<Avro[], 9>(9)).map((branch) => wellFormed(branch, defined)));
  }
  if (type.name !== undefined) {
    const isComplete = defined.get(type.name);
    if (isComplete !== undefined) return isComplete ? type.name : 'string';
    defined.set(type.name, false);
  }
  const formed: AvroNode = {
    ...type,
    ...(type.aliases === undefined ? {} : { aliases: type.aliases.filter((alias) => alias !== type.name) }),
    ...(type.items === undefined ? {} : { items: wellFormed(type.items, defined) }),
    ...(type.values === undefined ? {} : { values: wellFormed(type.values, defined) }),
    ...(type.fields === undefined ? {} : { fields: type.fields.map((field) => wellFormedField(field, defined)) }),
  };
  if (type.name !== undefined) defined.set(type.name, true);
  return formed;
}

function wellFormedField({ name, type, aliases = [], ...rest }: AvroField, defined: Defined): AvroField {
  const formed = wellFormed(type, defined);
  const value = 'default' in rest ? defaultOf(formed) : undefined;
  return {
    name,
    type: formed,
    ...(aliases.includes(name) || aliases.length === 0 ? {} : { aliases }),
    ...(value === undefined ? {} : { default: value }),
  };
}

function distinct(branches: readonly Avro[]): Avro[] {
  const names = branches.map(branchName);
  return branches.filter((branch, index) => names.indexOf(branchName(branch)) === index);
}

function branchName(branch: Avro): string {
  return typeof branch === 'string' ? branch : ((branch as AvroNode).name ?? (branch as AvroNode).type);
}

/** Undefined where none is simple enough. */
function defaultOf(type: Avro): unknown {
  if (Array.isArray(type)) return defaultOf(type[0]!);
  const node: AvroNode = typeof type === 'string' ? { type } : type;
  const plain: Readonly<Record<string, unknown>> = {
    null: null,
    boolean: false,
    int: 0,
    long: 0,
    float: 0,
    double: 0,
    bytes: '',
    string: '',
    array: [],
    map: {},
    enum: node.symbols?.[0],
  };
  return plain[node.type];
}
