import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { metadataServer, type IdentityDependencies, type IdentityNode } from '../../../agent/index.ts';
import { secretManager } from '../../../agent/identity/secret-manager.ts';
import { createAuthority, keyPairSigner, newKeyPair, validFor } from '../../../certificates/index.ts';
import { answerWith } from '../../../functions/certificate-signer/answer.ts';
import { functionNamed } from '../../../functions/index.ts';
import { namesAllowed, type Platform } from '../../../platform/index.ts';
import { machineOf, renderNodeIdentity, type NodeIdentity } from '../../../render/index.ts';
import { startGoogleTokens } from '../functions/google-tokens.ts';
import { startMetadataServer, startSecretManager } from './google-stand-ins.ts';

/** A machine with all that its agent talks to: the signer is the real one, with its key in memory. */
export interface MachineStandIn {
  readonly node: IdentityNode & { readonly identity: NodeIdentity };
  readonly dependencies: IdentityDependencies;
  readonly authorityPem: string;
  /** Requests that came to the metadata server and to Secret Manager. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

export interface MachineOptions {
  readonly platform: Platform;
  readonly name: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly silentFor?: number;
  /** The signer's clock. */
  readonly now?: () => Date;
}

const functionName = 'certificate-signer-of-machines';

export async function startMachine(options: MachineOptions): Promise<MachineStandIn> {
  const { platform, name, secrets, silentFor = 0, now = () => new Date() } = options;
  const { brokers, zookeeper } = platform.nodes;
  const found = [...brokers, ...zookeeper].find((each) => each.name === name)!;
  const secretsDir = await mkdtemp(join(tmpdir(), 'node-identity-'));
  await chmod(secretsDir, 0o700);

  const google = await startGoogleTokens();
  const signer = await keyPairSigner(await newKeyPair());
  const authority = await createAuthority('CN=Test authority,O=Alphintra', signer, validFor(3_650, new Date()));
  http(functionName, answerWith({ google: google.client, authority: () => Promise.resolve(authority), now }));
  const server = getTestServer(functionName).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const signerUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const variables = process.env;
  const place = { clientPropertiesFile: '/none', storage: { directory: '/none' } };
  const environment = functionNamed('certificate-signer').environment(platform, place);
  process.env = { ...variables, LOG_LEVEL: 'silent', ...environment, SIGNER_URL: signerUrl };

  const { projectId } = platform;
  const metadata = await startMetadataServer(
    (audience) => google.tokenFor({ ...machineOf(platform, found), audience, projectId }),
    silentFor,
  );
  const secretServer = await startSecretManager(projectId, secrets);
  const client = metadataServer({ url: metadata.url, timeoutMs: 500, retries: 3, longestPauseMs: 20 });
  const patience = { retries: 2, pauseMs: 20 };
  const service = brokers.some((each) => each.name === name) ? 'kafka' : 'zookeeper';
  const identity = renderNodeIdentity(platform, platform, service, found, namesAllowed(platform, name));
  return {
    node: { name, identity: { ...identity, signerUrl, secretsDir } },
    authorityPem: authority.certificate.toString('pem'),
    dependencies: {
      metadata: client,
      log: () => undefined,
      patience,
      java: 'java',
      storesProgram: join(import.meta.dirname, '../../../certificates/KeyStores.java'),
      readSecret: secretManager(projectId, client, patience, secretServer.url),
    },
    get asked() {
      return [...metadata.asked, ...secretServer.asked];
    },
    close: async () => {
      process.env = variables;
      server.closeAllConnections();
      server.close();
      await Promise.all([metadata.close(), secretServer.close(), google.close()]);
      await rm(secretsDir, { recursive: true });
    },
  };
}
