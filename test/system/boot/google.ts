/**
 * The metadata server and Cloud Storage, for all machines of a network namespace. Run by itself, with the path of a JSON
 * file (`GoogleState`) that is read at each request, so that a test can change what it says.
 *
 * It answers what Google documents and refuses the rest:
 * https://cloud.google.com/compute/docs/metadata/querying-metadata
 * https://cloud.google.com/storage/docs/json_api/v1/objects/get
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';

export interface GoogleState {
  readonly tls: { readonly key: string; readonly cert: string };
  /** A directory for each bucket. */
  readonly bucketsDir: string;
  /** By the address that a machine asks from. */
  readonly machines: Readonly<Record<string, MachineState>>;
}

export interface MachineState {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How many requests to the metadata server fail before it is up. */
  readonly metadataFailures?: number;
  /** How long each of its answers takes. */
  readonly metadataDelayMs?: number;
  /** How often each object arrives damaged before it arrives whole. */
  readonly damagedDownloads?: number;
}

export const metadataAddress = '169.254.169.254';
/** One of private.googleapis.com. https://cloud.google.com/vpc/docs/configure-private-google-access */
export const storageAddress = '199.36.153.8';

const [, program, stateFile = ''] = process.argv;
if (program === import.meta.filename) serve();

function serve() {
  const state = (): GoogleState => JSON.parse(readFileSync(stateFile, 'utf8')) as GoogleState;
  const machineOf = ({ socket }: IncomingMessage) => state().machines[socket.remoteAddress ?? ''];
  const counts = new Map<string, number>();
  const count = (what: string) => {
    const times = (counts.get(what) ?? 0) + 1;
    counts.set(what, times);
    return times;
  };

  const metadata = createServer((request, response) => {
    const machine = machineOf(request);
    if (machine === undefined) return void response.writeHead(404).end();
    const failures = machine.metadataFailures ?? 0;
    if (failures > 0 && count(`${machine.name} metadata ${String(failures)}`) <= failures) {
      return void response.writeHead(503).end();
    }
    setTimeout(() => answerMetadata(machine, request, response), machine.metadataDelayMs ?? 0);
  });
  metadata.listen(80, metadataAddress);
  process.stdin.resume().on('end', () => process.exit());

  const storage = createTlsServer(state().tls, (request, response) => {
    const machine = machineOf(request);
    if (machine === undefined || request.headers.authorization !== `Bearer ${tokenOf(machine)}`) {
      return refuse(response, 401, 'Anonymous caller does not have storage.objects.get access');
    }
    const url = new URL(request.url ?? '', 'https://storage.googleapis.com');
    const [, bucket = '', object = ''] = /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/.exec(url.pathname) ?? [];
    const file = join(state().bucketsDir, decodeURIComponent(bucket), decodeURIComponent(object));
    if (request.method !== 'GET' || url.searchParams.get('alt') !== 'media' || object === '' || !existsSync(file)) {
      return refuse(response, 404, `No such object: ${bucket}/${object}`);
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const damaged = machine.damagedDownloads ?? 0;
    if (damaged > 0 && count(`${machine.name} ${object} ${String(damaged)}`) <= damaged) {
      return void response.end('not what was uploaded');
    }
    createReadStream(file).pipe(response);
  });
  storage.listen(443, storageAddress, () => process.stdout.write('serving\n'));
}

function answerMetadata({ name, attributes }: MachineState, request: IncomingMessage, response: ServerResponse) {
  if (request.headers['metadata-flavor'] !== 'Google') {
    return void response.writeHead(403).end('Missing Metadata-Flavor:Google header.');
  }
  const answer = (type: string, body: string) =>
    response.writeHead(200, { 'metadata-flavor': 'Google', 'content-type': type }).end(body);
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${metadataAddress}`);
  const path = pathname.replace('/computeMetadata/v1/', '');
  const attribute = attributes[path.replace('instance/attributes/', '')];
  if (path === 'instance/attributes/' && searchParams.get('recursive') === 'true') {
    answer('application/json', JSON.stringify(attributes));
  } else if (path === 'instance/service-accounts/default/token') {
    const token = { access_token: tokenOf({ name }), expires_in: 3_599, token_type: 'Bearer' };
    answer('application/json', JSON.stringify(token));
  } else if (path === 'instance/name') answer('application/text', name);
  else if (path === 'project/numeric-project-id') answer('application/text', '123456789012');
  else if (path.startsWith('instance/attributes/') && attribute !== undefined) answer('application/text', attribute);
  else response.writeHead(404, { 'metadata-flavor': 'Google' }).end();
}

function tokenOf({ name }: Pick<MachineState, 'name'>): string {
  return `ya29.${Buffer.from(name).toString('base64url')}`;
}

function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code, message } }));
}
