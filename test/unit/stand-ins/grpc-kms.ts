import { createRequire } from 'node:module';
import type { status } from '@grpc/grpc-js';
import { Metadata, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

/** Cloud KMS on the wire, by the protos that Google publishes with its client: what they don't allow can't be sent. */
export interface GrpcKms {
  readonly port: number;
  readonly close: () => void;
}

/** A method as a function from the request to the answer; what it throws is the refusal. */
export type KmsMethod<Request> = (request: Request) => object;

type Definition = Parameters<typeof fromJSON>[0];
type Callback = (error: Refusal | null, answer?: object) => void;

const protos = createRequire(import.meta.url)('@google-cloud/kms/build/protos/protos.json') as Definition & {
  readonly nested: object;
};
const options = { longs: String, enums: String, defaults: false };
const service = fromJSON(protos, options)['google.cloud.kms.v1.KeyManagementService'] as ServiceDefinition;

/** What gRPC answers instead. */
export class Refusal extends Error {
  readonly code: status;
  readonly details: string;
  readonly metadata = new Metadata();

  /** @param reason as Google's `ErrorInfo` names it */
  constructor(code: status, details: string, reason?: string) {
    super(details);
    this.code = code;
    this.details = details;
    if (reason !== undefined) this.metadata.set('grpc-status-details-bin', statusDetails(code, details, reason));
  }
}

/** Offers these methods of Cloud KMS, by their names in the protos, on loopback. */
export async function serveKms(methods: Readonly<Record<string, KmsMethod<never>>>): Promise<GrpcKms> {
  const server = new Server();
  server.addService(
    Object.fromEntries(Object.entries(service).filter(([name]) => name in methods)),
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, answering(method)])),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function answering(method: KmsMethod<never>) {
  return ({ request }: { readonly request: unknown }, callback: Callback): void => {
    try {
      callback(null, method(request as never));
    } catch (error) {
      callback(error as Refusal);
    }
  };
}

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
const errorInfo = { fields: { reason: { type: 'string', id: 1 }, domain: { type: 'string', id: 2 } } };

/** `google.rpc.Status` with an `ErrorInfo`, as Google's servers send it beside the code. */
function statusDetails(code: status, message: string, reason: string): Buffer {
  // The loader makes encoders for what services take and give, so the two messages are given to one.
  const encoder = { methods: { Encode: { requestType: 'google.rpc.Status', responseType: 'ErrorInfo' } } };
  const definition = { nested: { ...protos.nested, ErrorInfo: errorInfo, Encoder: encoder } } as Definition;
  const { Encode: encode } = fromJSON(definition, options)['Encoder'] as ServiceDefinition;
  if (encode === undefined) throw new Error('found no method Encode, expected the one that was just described');
  const value = encode.responseSerialize({ reason, domain: 'googleapis.com' });
  return encode.requestSerialize({
    code,
    message,
    details: [{ type_url: 'type.googleapis.com/google.rpc.ErrorInfo', value }],
  });
}
