import { z } from 'zod';
import type { PlatformProblem } from './invalid-platform-error.ts';
import { platformInput } from './model.ts';

/** Says a zod issue about `input` as problems with path, found, expected and fix. */
export function problemOf(issue: z.core.$ZodIssue, input: unknown): PlatformProblem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownFieldsAt(issue.path).join(', ');
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      found: `unknown field "${key}"`,
      expected: `one of ${known}`,
      fix: 'correct the name or remove the field',
    }));
  }
  if (issue.code === 'invalid_key') {
    const [{ message } = issue] = issue.issues;
    const found = show(issue.path.at(-1));
    return [{ path, found, expected: expectation(message), fix: 'correct the name' }];
  }
  const found = valueAt(input, issue.path);
  return [{ path, found: show(found), expected: expectation(issue.message), fix: fixOf(issue, found) }];
}

function fixOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined) return 'add the field';
  const fix: unknown = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  return typeof fix === 'string' ? fix : 'correct the value';
}

/** zod says "Invalid input: expected X, received Y" or "Too big: expected X"; the reader needs the X. */
function expectation(message: string): string {
  const [, expected = message] = /expected (.+?)(?:, received .+)?$/.exec(message) ?? [];
  return expected;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** Of each value where names are free. */
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Names of the fields that the model has at a path. */
function knownFieldsAt(path: readonly PropertyKey[]): string[] {
  // Refinements have no JSON Schema form; only the names of fields are read here.
  const root = z.toJSONSchema(platformInput, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const place = path.reduce<JsonSchema | undefined>((schema, key) => fieldOf(schema, String(key)), root);
  return Object.keys(place?.properties ?? {});
}

function fieldOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const free = schema?.additionalProperties;
  return schema?.properties?.[key] ?? (typeof free === 'object' ? free : undefined);
}
