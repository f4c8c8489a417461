import { createSign, generateKeyPairSync, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { OAuth2Client } from 'google-auth-library';

/** Google's tokens for machines: it signs them with a key of its own and serves the certificates. */
export interface GoogleTokens {
  /** Trusts the stand-in as the real one trusts Google. */
  readonly client: OAuth2Client;
  /** @param changes of the claims that Google documents for `format=full` */
  readonly tokenFor: (machine: Machine, changes?: Readonly<Record<string, unknown>>) => string;
  readonly close: () => Promise<void>;
}

export interface Machine {
  readonly audience: string;
  readonly projectId: string;
  readonly instance: string;
  readonly zone: string;
  readonly account: string;
}

const keyId = 'a1b2c3';

export async function startGoogleTokens(): Promise<GoogleTokens> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2_048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=federated-signon',
    keys,
    signingAlgorithm: algorithm,
  });
  const privateKey = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const pem = `-----BEGIN PRIVATE KEY-----\n${privateKey.toString('base64')}\n-----END PRIVATE KEY-----\n`;

  const server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ [keyId]: certificate.toString('pem') }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/oauth2/v1/certs`;
  return {
    client: new OAuth2Client({ endpoints: { oauth2FederatedSignonPemCertsUrl: url } }),
    tokenFor: (machine, changes = {}) => signedToken({ ...claimsOf(machine), ...changes }, pem),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A token as Google writes it, signed by someone else. */
export function forgedToken(machine: Machine): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return signedToken(claimsOf(machine), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** https://cloud.google.com/compute/docs/instances/verifying-instance-identity#payload */
function claimsOf({ audience, projectId, instance, zone, account }: Machine): Record<string, unknown> {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return {
    iss: 'https://accounts.google.com',
    iat: nowSeconds,
    exp: nowSeconds + 3_600,
    aud: audience,
    sub: '112179062720391305885',
    azp: '112179062720391305885',
    email: account,
    email_verified: true,
    google: {
      compute_engine: {
        project_id: projectId,
        project_number: 739_419_398_126,
        zone,
        instance_id: '152986662232938449',
        instance_name: instance,
        instance_creation_timestamp: nowSeconds - 60,
        instance_confidentiality: 0,
        license_id: [],
      },
    },
  };
}

function signedToken(claims: object, privateKey: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', kid: keyId, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
}
