import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import definition from './cloudbilling.v1.json' with { type: 'json' };
import { expectValid, pathPattern, refuseHttp, type HttpRefusal, type Method } from './discovery-document.ts';

/**
 * Google's catalogue of prices, on the wire. What is asked and what is answered is held against cloudbilling.v1.json:
 * Google's discovery document, without the parts that aren't used here.
 */
export interface BillingCatalogueStandIn {
  readonly url: string;
  /** By the service's name for people. */
  readonly skus: Map<string, object[]>;
  /** Answers the next calls so, one after the other. */
  readonly refusals: HttpRefusal[];
  /** What was asked: path and query. */
  readonly asked: string[];
  /** The project that the calls are charged to. */
  readonly charged: Set<string | undefined>;
  readonly close: () => Promise<void>;
}

const { services } = definition.resources;
const methods: Readonly<Record<string, Method>> = {
  services: services.methods.list,
  skus: services.resources.skus.methods.list,
};

/** So few to a page that every test turns one. */
const pageSize = 2;

export async function startBillingCatalogue(accessToken: string): Promise<BillingCatalogueStandIn> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://catalogue');
    standIn.asked.push(request.url ?? '');
    standIn.charged.add(request.headers['x-goog-user-project'] as string | undefined);
    const refusal = standIn.refusals.shift();
    if (refusal !== undefined) {
      refuseHttp(response, refusal);
      return;
    }
    if (request.headers.authorization !== `Bearer ${accessToken}`) {
      refuseHttp(response, {
        code: 401,
        status: 'UNAUTHENTICATED',
        message: 'Request had invalid authentication credentials.',
      });
      return;
    }
    const [name, method] =
      Object.entries(methods).find(
        ([, { httpMethod, flatPath }]) =>
          httpMethod === request.method && pathPattern(flatPath).test(pathname.slice(1)),
      ) ?? [];
    const unknown = [...searchParams.keys()].filter((key) => method?.parameters[key]?.location !== 'query');
    if (name === undefined || method === undefined || unknown.length > 0) {
      refuseHttp(response, { code: 400, status: 'INVALID_ARGUMENT', message: `Cannot find ${request.url ?? ''}` });
      return;
    }
    const names = [...standIn.skus.keys()];
    const rows: readonly object[] =
      name === 'services'
        ? names.map((displayName, index) => ({ name: `services/${String(index)}`, displayName }))
        : (standIn.skus.get(names[Number(pathname.split('/')[3])] ?? '') ?? []);
    const from = Number(searchParams.get('pageToken') ?? '0');
    const next = from + pageSize;
    // The last page has the field too, empty.
    const answer = { [name]: rows.slice(from, next), nextPageToken: next < rows.length ? String(next) : '' };
    expectValid(answer, method.response, definition.schemas, name);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const standIn: BillingCatalogueStandIn = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    skus: new Map(),
    refusals: [],
    asked: [],
    charged: new Set(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}
