import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trustAuthorityOf } from '../../../cli/cluster/registry-url.ts';
import { registryStore } from '../../../clients/node/index.ts';
import { issueWithKey, makeAuthority } from '../../../local/authority.ts';

test("a registry's certificate is trusted once the operator's file names who signed it, and not before", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'trust-'));
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
  const authority = await makeAuthority(join(dir, 'authority.json'), validity);
  await rm(dir, { recursive: true });
  const identity = { subject: 'CN=registry', dnsNames: [], addresses: ['127.0.0.1'] };
  const { certificate, privateKey } = await issueWithKey(authority, identity, validity);
  const key = `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`;
  const server = createServer({ cert: certificate.toString('pem'), key }, (request, response) => {
    response.setHeader('connection', 'close');
    response.end(request.url === '/config' ? '{"compatibilityLevel":"FULL"}' : '[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const store = registryStore(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(store.contents()).rejects.toThrow(/certificate/);
    trustAuthorityOf({ certificateAuthority: authority.certificate.toString('pem') });
    expect(await store.contents()).toMatchObject({ level: 'FULL', subjects: [] });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
