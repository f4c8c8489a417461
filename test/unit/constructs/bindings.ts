import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from './stack-json.ts';

/**
 * What the provider's bindings say of a resource type, read from their declarations: the real provider, which would
 * say it too, isn't needed for that.
 */
interface Field {
  readonly required: boolean;
  readonly type: string;
  /** From "Possible values: [...]" in the field's comment. */
  readonly possibleValues: readonly string[];
}

type Interfaces = ReadonlyMap<string, ReadonlyMap<string, Field>>;

const interfacePattern = /export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)\n\}/g;
const fieldPattern = /(\/\*\*[\s\S]*?\*\/)\s*readonly (\w+)(\??): ([\s\S]*?);\n/g;

/** Read once for each type: an estate has many resources of few types. */
const known = new Map<string, Interfaces>();

function interfacesOf(type: string): Interfaces {
  const interfaces = known.get(type) ?? parsed(declarationsOf(type));
  known.set(type, interfaces);
  return interfaces;
}

function parsed(declarations: string): Interfaces {
  return new Map(
    [...declarations.matchAll(interfacePattern)].map(([, name = '', body = '']) => [
      name,
      new Map([...`${body}\n`.matchAll(fieldPattern)].map((match) => fieldOf(match))),
    ]),
  );
}

/** `google_compute_disk` is declared in `@cdktf/provider-google/lib/compute-disk`; big types in several files. */
function declarationsOf(type: string): string {
  const [provider = '', ...words] = type.split('_');
  const index = import.meta.resolve(`@cdktf/provider-${provider}/lib/${words.join('-')}/index.js`);
  const folder = dirname(fileURLToPath(index));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

function fieldOf([, comment = '', name = '', optional, type = '']: RegExpMatchArray): readonly [string, Field] {
  const [, list = ''] = /Possible values: \[([^\]]*)\]/.exec(comment) ?? [];
  const possibleValues = [...list.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
  return [name, { required: optional === '', type, possibleValues }];
}

/** What in a resource's attributes contradicts the bindings: missing fields, unknown fields, impossible values. */
export function contradictions(type: string, attributes: Json): string[] {
  const interfaces = interfacesOf(type);
  const [config] = [...interfaces.keys()].filter((name) => name.endsWith('Config'));
  if (config === undefined) throw new Error(`${type}: found no configuration in its bindings`);
  return contradictionsIn(interfaces, config, attributes, type);
}

/** Arguments that Terraform itself gives to every resource. */
const metaArguments = new Set(['lifecycle', 'depends_on', 'provider', 'count', 'for_each']);

function contradictionsIn(interfaces: Interfaces, name: string, attributes: Json, path: string): string[] {
  const fields = interfaces.get(name) ?? new Map<string, Field>();
  const missing = [...fields].filter(([field, { required }]) => required && attributes[snakeCase(field)] === undefined);
  const given = Object.entries(attributes).filter(([key]) => !metaArguments.has(key));
  return [
    ...missing.map(([field]) => `${path}.${snakeCase(field)}: found nothing, expected a value`),
    ...given.flatMap(([key, value]) => {
      const field = fields.get(camelCase(key));
      if (field === undefined) return [`${path}.${key}: unknown to ${name}`];
      return valueContradictions(interfaces, field, value, `${path}.${key}`);
    }),
  ];
}

function valueContradictions(interfaces: Interfaces, field: Field, value: Json, path: string): string[] {
  const { type, possibleValues } = field;
  const [block = ''] = type.split(/[[| ]/);
  if (interfaces.has(block)) {
    return [value].flat().flatMap((each) => contradictionsIn(interfaces, block, each, path));
  }
  if (possibleValues.length === 0 || possibleValues.includes(String(value))) return [];
  return [`${path}: found "${String(value)}", expected one of ${possibleValues.join(', ')}`];
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
