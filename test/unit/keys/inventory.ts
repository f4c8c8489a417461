import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  expectValid,
  pathPattern,
  refuseHttp,
  type HttpRefusal,
  type Method,
} from '../stand-ins/discovery-document.ts';
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
    const refuse = (refusal: HttpRefusal) => refuseHttp(response, refusal);
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
    expectValid(answer, method.response, definition.schemas, name);
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
