import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CRC32C } from '@google-cloud/storage';

export interface StandIn {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<StandIn> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/**
 * The metadata server, for the two tokens. https://cloud.google.com/compute/docs/metadata/querying-metadata: without the
 * header that shows that one knows whom one asks, the answer is 403.
 *
 * @param identityToken for an audience
 * @param silentFor the first so many requests get no answer at all
 */
export function startMetadataServer(identityToken: (audience: string) => string, silentFor = 0): Promise<StandIn> {
  let left = silentFor;
  return listen((request, response) => {
    if (left-- > 0) return;
    response.setHeader('metadata-flavor', 'Google');
    if (request.headers['metadata-flavor'] !== 'Google') {
      response.writeHead(403).end();
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://metadata');
    const account = '/computeMetadata/v1/instance/service-accounts/default';
    if (pathname === `${account}/token`) {
      json(response, 200, { access_token: 'an-access-token', expires_in: 3_599, token_type: 'Bearer' });
    } else if (pathname === `${account}/identity` && searchParams.get('format') === 'full') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(identityToken(searchParams.get('audience') ?? ''));
    } else response.writeHead(404).end();
  });
}

export function startSecretManager(projectId: string, values: Readonly<Record<string, string>>): Promise<StandIn> {
  return listen(
    answerSecrets(
      projectId,
      () => values,
      (token) => token === 'an-access-token',
    ),
  );
}

/**
 * Secret Manager's `projects.secrets.versions.access`, as its discovery document describes it.
 *
 * @param values by secret id
 */
export function answerSecrets(
  projectId: string,
  values: () => Readonly<Record<string, string>>,
  isAccessToken: (token: string) => boolean,
): (request: IncomingMessage, response: ServerResponse) => void {
  const path = new RegExp(`^/v1/projects/${projectId}/secrets/([\\w-]+)/versions/latest:access$`);
  const refuse = (response: ServerResponse, code: number, status: string, message: string) =>
    json(response, code, { error: { code, status, message } });
  return (request, response) => {
    if (!isAccessToken((request.headers.authorization ?? '').replace('Bearer ', ''))) {
      refuse(response, 401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
      return;
    }
    const [, id = ''] = path.exec(request.url ?? '') ?? [];
    const value = values()[id];
    if (value === undefined) {
      refuse(response, 404, 'NOT_FOUND', `Secret [projects/1/secrets/${id}] not found or has no versions.`);
      return;
    }
    const crc32c = new CRC32C();
    crc32c.update(Buffer.from(value));
    json(response, 200, {
      name: `projects/1/secrets/${id}/versions/1`,
      payload: {
        data: Buffer.from(value).toString('base64'),
        dataCrc32c: String(Buffer.from(crc32c.toString(), 'base64').readUInt32BE()),
      },
    });
  };
}
