import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Listener } from './listeners.ts';

/** What a port did with a connection and a few bytes. */
export interface PortAnswer {
  /** The agreed TLS version; undefined when there was no handshake. */
  readonly protocol: string | undefined;
  /** What came back over the connection before it closed. */
  readonly answer: Buffer;
  /** Why it ended, in the words of Node or OpenSSL. */
  readonly error: string | undefined;
}

const patienceMs = 10_000;

/** A client's certificate with its key, both in PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Speaks TLS as a client that knows the platform's authority and checks the server's name.
 *
 * @param certificate what it shows of itself @default nothing
 */
export async function askOverTls(
  { address, port }: Listener,
  certificateAuthority: string,
  version: SecureVersion,
  question: Buffer,
  certificate?: ClientCertificate,
): Promise<PortAnswer> {
  const socket = connectTls({
    host: address,
    port,
    ca: certificateAuthority,
    minVersion: version,
    maxVersion: version,
    ...certificate,
  });
  return converse(socket, 'secureConnect', question);
}

/** Speaks as if there were no TLS. */
export async function askInPlaintext({ address, port }: Listener, question: Buffer): Promise<PortAnswer> {
  return converse(connectPlain({ host: address, port }), 'connect', question);
}

async function converse(
  socket: Socket | TLSSocket,
  opened: 'connect' | 'secureConnect',
  question: Buffer,
): Promise<PortAnswer> {
  const parts: Buffer[] = [];
  let protocol: string | undefined;
  let error: string | undefined;
  socket.once(opened, () => {
    protocol = 'getProtocol' in socket ? (socket.getProtocol() ?? undefined) : undefined;
    socket.write(question);
  });
  // One answer is enough to know; in TLS 1.3 an alert about a missing certificate comes in its place.
  socket.on('data', (part) => {
    parts.push(part);
    socket.destroy();
  });
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = `${cause.code ?? ''} ${cause.message}`;
  });
  socket.setTimeout(patienceMs, () => {
    error = `nothing after ${patienceMs} ms`;
    socket.destroy();
  });
  // Not `once`, which an error would end.
  await new Promise((resolve) => socket.on('close', resolve));
  return { protocol, answer: Buffer.concat(parts), error };
}

const correlationId = 20_260_101;

/** A Kafka request with an empty body: `apiKey` 18 asks for versions, which is permitted before logging in. */
export function kafkaRequest(apiKey: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(14);
  header.writeInt32BE(header.length - 4 + body.length, 0);
  header.writeInt16BE(apiKey, 4);
  header.writeInt32BE(correlationId, 8);
  header.writeInt16BE(-1, 12); // no client id
  return Buffer.concat([header, body]);
}

/** Whether it begins as a broker's response to `kafkaRequest`: length, then the request's own number. */
export function isKafkaResponse(answer: Buffer): boolean {
  return answer.length >= 8 && answer.readInt32BE(4) === correlationId;
}
