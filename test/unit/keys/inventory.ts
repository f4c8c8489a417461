import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import definition from './kmsinventory.v1.json' with { type: 'json' };

/**
 * Google's inventory of what keys protect, on the wire. What is asked and what is answered is held against
 * kmsinventory.v1.json: Google's discovery document, without the parts that aren't used here.
 */
export interface Inventory {
  readonly url: string;
  /** By the name of the key. */
  readonly resources: Map<string, Resource[]>;
  /** What the summary of every key says beside its count. */
  warnings: { readonly warningCode: string; readonly displayMessage: string }[];
  /** How many more resources are counted than shown: those of other projects. */
  unseen: number;
  /** Answers a method so from now on: `search` or `getProtectedResourcesSummary`. */
  readonly refusals: Map<string, HttpRefusal>;
  /** What was asked: path and query. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

export interface Resource {
  readonly name: string;
  readonly resourceType: string;
  readonly location: string;
  readonly projectId: string;
  readonly createTime: string;
  readonly cryptoKeyVersions?: readonly string[];
}

export interface HttpRefusal {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly reason?: string;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}

interface Method {
  readonly httpMethod: string;
  readonly flatPath: string;
  readonly parameters: Readonly<Record<string, Schema & { readonly location: string; readonly pattern?: string }>>;
  readonly response: { readonly $ref: string };
}

const { projects, organizations } = definition.resources;
const methods: Readonly<Record<string, readonly Method[]>> = {
  search: [
    projects.resources.protectedResources.methods.search,
    organizations.resources.protectedResources.methods.search,
  ],
  getProtectedResourcesSummary: [
    projects.resources.locations.resources.keyRings.resources.cryptoKeys.methods.getProtectedResourcesSummary,
  ],
};

/** So few to a page that every test turns one. */
const pageSize = 2;

export async function startInventory(accessToken: string): Promise<Inventory> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://inventory');
    standIn.asked.push(request.url ?? '');
    const refuse = ({ code, status, message, reason }: HttpRefusal) => {
      const details =
        reason === undefined
          ? []
          : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }];
      response
        .writeHead(code, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { code, status, message, details } }));
    };
    if (request.headers.authorization !== `Bearer ${accessToken}`) {
      refuse({ code: 401, status: 'UNAUTHENTICATED', message: 'Request had invalid authentication credentials.' });
      return;
    }
    const called = methodAt(request.method ?? '', pathname);
    if (called === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [name, method] = called;
    const unknown = [...searchParams.keys()].filter((key) => method.parameters[key]?.location !== 'query');
    if (unknown.length > 0) {
      refuse({ code: 400, status: 'INVALID_ARGUMENT', message: `Cannot find field: ${unknown.join(', ')}` });
      return;
    }
    const refusal = standIn.refusals.get(name);
    if (refusal !== undefined) {
      refuse(refusal);
      return;
    }
    const answer = name === 'search' ? search(searchParams) : summary(pathname);
    expectValid(answer, method.response, name);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');

  const search = (query: URLSearchParams) => {
    const all = standIn.resources.get(query.get('cryptoKey') ?? '') ?? [];
    const from = Number(query.get('pageToken') ?? '0');
    const next = from + pageSize;
    return {
      protectedResources: all.slice(from, next).map((resource) => ({ ...resource, cloudProduct: 'any' })),
      ...(next < all.length ? { nextPageToken: String(next) } : {}),
    };
  };
  const summary = (path: string) => {
    const name = path.slice('/v1/'.length);
    const shown = standIn.resources.get(name.replace(/\/protectedResourcesSummary$/, ''))?.length ?? 0;
    const { warnings, unseen } = standIn;
    return {
      name,
      resourceCount: String(shown + unseen),
      projectCount: 1,
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  };

  const standIn: Inventory = {
    url: '',
    resources: new Map(),
    warnings: [],
    unseen: 0,
    refusals: new Map(),
    asked: [],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  await once(server, 'listening');
  return Object.assign(standIn, { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
}

function methodAt(httpMethod: string, path: string): [string, Method] | undefined {
  for (const [name, variants] of Object.entries(methods)) {
    const found = variants.find(
      (method) => method.httpMethod === httpMethod && pathPattern(method.flatPath).test(path.slice(1)),
    );
    if (found !== undefined) return [name, found];
  }
  return undefined;
}

/** `v1/projects/{projectsId}/protectedResources:search` as an expression. */
function pathPattern(flatPath: string): RegExp {
  return new RegExp(`^${flatPath.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** Holds an answer against the definition: a stand-in may not say what Google can't. */
function expectValid(value: unknown, schema: Schema, place: string): void {
  const fail = (expected: string) => {
    throw new Error(`${place}: found ${JSON.stringify(value)}, expected ${expected}`);
  };
  if (schema.$ref !== undefined) {
    const named = (definition.schemas as Readonly<Record<string, Schema>>)[schema.$ref];
    if (named === undefined) fail(`a schema ${schema.$ref}`);
    else expectValid(value, named, place);
  } else if (schema.type === 'array') {
    if (!Array.isArray(value) || schema.items === undefined) fail('an array');
    else for (const [index, item] of value.entries()) expectValid(item, schema.items, `${place}[${String(index)}]`);
  } else if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null) fail('an object');
    for (const [name, field] of Object.entries(value as object)) {
      const defined = schema.properties?.[name] ?? schema.additionalProperties;
      if (defined === undefined) fail(`no field ${name}`);
      else expectValid(field, defined, `${place}.${name}`);
    }
  } else if (schema.type === 'string') {
    if (typeof value !== 'string') fail('a string');
    else if (schema.enum?.includes(value) === false) fail(schema.enum.join(' or '));
    else if (schema.format === 'int64' && !/^-?\d+$/.test(value)) fail('a number of 64 bits');
    else if (schema.format === 'google-datetime' && Number.isNaN(Date.parse(value))) fail('a time');
  } else if (schema.type === 'integer' && !Number.isInteger(value)) fail('an integer');
}
