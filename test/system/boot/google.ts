/**
 * The metadata server, Cloud Storage, Secret Manager and the function that signs certificates, for all machines of a
 * network namespace. Run by itself, with the path of a JSON file (`GoogleState`) that is read at each request, so that a
 * test can change what it says.
 *
 * It answers what Google documents and refuses the rest:
 * https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { answerSecrets } from '../../unit/agent/google-stand-ins.ts';
import { startGoogleTokens, type GoogleTokens } from '../../unit/functions/google-tokens.ts';
import { answerSigner } from './google-signer.ts';
import { answerStorage } from './google-storage.ts';

export interface GoogleState {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly projectId: string;
  /** A directory for each bucket. */
  readonly bucketsDir: string;
  /** Values in Secret Manager, by id. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of the function that signs, as its catalogue gives them. */
  readonly signer: Readonly<Record<string, string>>;
  /** By the address that a machine asks from. */
  readonly machines: Readonly<Record<string, MachineState>>;
}

export interface MachineState {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** As which Google's tokens name it. Absent, it gets none that does. */
  readonly identity?: { readonly instance: string; readonly zone: string; readonly account: string };
  /** How many requests to the metadata server fail before it is up. */
  readonly metadataFailures?: number;
  /** How long each of its answers takes. */
  readonly metadataDelayMs?: number;
  /** How often each object arrives damaged before it arrives whole. */
  readonly damagedDownloads?: number;
}

export const metadataAddress = '169.254.169.254';
/** One of private.googleapis.com. https://cloud.google.com/vpc/docs/configure-private-google-access */
export const servicesAddress = '199.36.153.8';

const [, program, stateFile = ''] = process.argv;
if (program === import.meta.filename) await serve();

async function serve(): Promise<void> {
  const state = (): GoogleState => JSON.parse(readFileSync(stateFile, 'utf8')) as GoogleState;
  const machineOf = ({ socket }: IncomingMessage) => state().machines[socket.remoteAddress ?? ''];
  const counts = new Map<string, number>();
  const count = (what: string) => {
    const times = (counts.get(what) ?? 0) + 1;
    counts.set(what, times);
    return times;
  };
  const tokens = await startGoogleTokens();
  const { projectId, signer, tls } = state();

  const metadata = createServer((request, response) => {
    const machine = machineOf(request);
    if (machine === undefined) return void response.writeHead(404).end();
    const failures = machine.metadataFailures ?? 0;
    if (failures > 0 && count(`${machine.name} metadata ${String(failures)}`) <= failures) {
      return void response.writeHead(503).end();
    }
    const answer = () => answerMetadata(machine, { tokens, projectId }, request, response);
    setTimeout(answer, machine.metadataDelayMs ?? 0);
  });
  metadata.listen(80, metadataAddress);
  process.stdin.resume().on('end', () => process.exit());

  const storage = answerStorage(() => state().bucketsDir, count);
  const secrets = answerSecrets(
    projectId,
    () => state().secrets,
    (token) => Object.values(state().machines).some((machine) => tokenOf(machine) === token),
  );
  const sign = await answerSigner(tokens, signer, (bucket, object, content) => storage.write(bucket, object, content));
  const services: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    'storage.googleapis.com': (request, response) => {
      const machine = machineOf(request);
      const isKnown = machine !== undefined && request.headers.authorization === `Bearer ${tokenOf(machine)}`;
      storage.answer(isKnown ? machine : undefined, request, response);
    },
    'secretmanager.googleapis.com': secrets,
    [new URL(signer['SIGNER_URL'] ?? '').host]: sign,
  };
  const server = createTlsServer(tls, (request, response) => {
    const answer = services[request.headers.host ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  server.listen(443, servicesAddress, () => process.stdout.write('serving\n'));
}

function answerMetadata(
  { name, attributes, identity }: MachineState,
  { tokens, projectId }: { readonly tokens: GoogleTokens; readonly projectId: string },
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (request.headers['metadata-flavor'] !== 'Google') {
    return void response.writeHead(403).end('Missing Metadata-Flavor:Google header.');
  }
  const answer = (type: string, body: string) =>
    response.writeHead(200, { 'metadata-flavor': 'Google', 'content-type': type }).end(body);
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${metadataAddress}`);
  const path = pathname.replace('/computeMetadata/v1/', '');
  const attribute = attributes[path.replace('instance/attributes/', '')];
  const audience = searchParams.get('audience') ?? '';
  if (path === 'instance/attributes/' && searchParams.get('recursive') === 'true') {
    answer('application/json', JSON.stringify(attributes));
  } else if (path === 'instance/service-accounts/default/token') {
    const token = { access_token: tokenOf({ name }), expires_in: 3_599, token_type: 'Bearer' };
    answer('application/json', JSON.stringify(token));
  } else if (path === 'instance/service-accounts/default/identity' && identity !== undefined && audience !== '') {
    answer('text/html', tokens.tokenFor({ ...identity, audience, projectId }));
  } else if (path === 'instance/name') answer('application/text', name);
  else if (path === 'project/numeric-project-id') answer('application/text', '123456789012');
  else if (path.startsWith('instance/attributes/') && attribute !== undefined) answer('application/text', attribute);
  else response.writeHead(404, { 'metadata-flavor': 'Google' }).end();
}

function tokenOf({ name }: Pick<MachineState, 'name'>): string {
  return `ya29.${Buffer.from(name).toString('base64url')}`;
}
