import type { ServerResponse } from 'node:http';

/** What Google's discovery documents define, held against what a stand-in is asked and answers. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}

export interface Method {
  readonly httpMethod: string;
  readonly flatPath: string;
  readonly parameters: Readonly<Record<string, Schema & { readonly location: string; readonly pattern?: string }>>;
  readonly response: { readonly $ref: string };
}

type Schemas = Readonly<Record<string, Schema>>;

export interface HttpRefusal {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly reason?: string;
}

/** Answers as Google's servers do when they refuse. */
export function refuseHttp(response: ServerResponse, { code, status, message, reason }: HttpRefusal): void {
  const details =
    reason === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }];
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error: { code, status, message, details } }));
}

/** `v1/projects/{projectsId}/protectedResources:search` as an expression. */
export function pathPattern(flatPath: string): RegExp {
  return new RegExp(`^${flatPath.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** Holds an answer against the definition: a stand-in may not say what Google can't. */
export function expectValid(value: unknown, schema: Schema, schemas: Schemas, place: string): void {
  const fail = (expected: string) => {
    throw new Error(`${place}: found ${JSON.stringify(value)}, expected ${expected}`);
  };
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref];
    if (named === undefined) fail(`a schema ${schema.$ref}`);
    else expectValid(value, named, schemas, place);
  } else if (schema.type === 'array') {
    if (!Array.isArray(value) || schema.items === undefined) fail('an array');
    else
      for (const [index, item] of value.entries())
        expectValid(item, schema.items, schemas, `${place}[${String(index)}]`);
  } else if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null) fail('an object');
    for (const [name, field] of Object.entries(value as object)) {
      const defined = schema.properties?.[name] ?? schema.additionalProperties;
      if (defined === undefined) fail(`no field ${name}`);
      else expectValid(field, defined, schemas, `${place}.${name}`);
    }
  } else if (schema.type === 'string') {
    if (typeof value !== 'string') fail('a string');
    else if (schema.enum?.includes(value) === false) fail(schema.enum.join(' or '));
    else if (schema.format === 'int64' && !/^-?\d+$/.test(value)) fail('a number of 64 bits');
    else if (schema.format === 'google-datetime' && Number.isNaN(Date.parse(value))) fail('a time');
  } else if (schema.type === 'integer' && !Number.isInteger(value)) fail('an integer');
  else if (schema.type === 'number' && typeof value !== 'number') fail('a number');
}
