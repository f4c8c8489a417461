import { X509Certificate } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { execa } from 'execa';
import { ensureIdentity, reportObject, reportServed, type IdentityDependencies } from '../../../agent/index.ts';
import { platformOf, zookeeperClientName } from '../../../platform/index.ts';
import { identityPlaces, secretFiles } from '../../../render/index.ts';
import { startMachine, type MachineOptions, type MachineStandIn } from '../../unit/agent/machine-stand-in.ts';
import { objectsInMemory } from '../../unit/agent/objects-in-memory.ts';

const platform = platformOf('production');
const { secretId } = identityPlaces(platform);
const secrets = {
  [secretId('brokerPassword')]: 'password-of-the-brokers',
  [secretId('operatorPassword')]: 'password-of-operators',
  [secretId('encoder')]: 'secret-of-the-encoder',
};
const dayMs = 86_400_000;

let machine: MachineStandIn;
afterEach(() => machine.close());

async function start(options: Partial<MachineOptions> = {}) {
  machine = await startMachine({ platform, name: 'kafka-01', secrets, ...options });
}
const ensure = (changes: Partial<IdentityDependencies> = {}) =>
  ensureIdentity(machine.node, { ...machine.dependencies, ...changes });
const pathOf = (file: string) => join(machine.node.identity.secretsDir, file);
const read = (file: string) => readFile(pathOf(file), 'utf8');

interface Kept {
  readonly certificates: readonly { readonly privateKey: string; readonly chain: readonly [string, string] }[];
}
const kept = async () => JSON.parse(await read('identity.json')) as Kept;

/** Owner, issuer and validity of the entries, as Java reads them. */
async function entriesOf(store: string): Promise<string> {
  const password = await read(secretFiles.keystorePassword);
  const { stdout } = await execa('keytool', ['-list', '-v', '-keystore', pathOf(store), '-storepass:env', 'PASSWORD'], {
    env: { PASSWORD: password, LC_ALL: 'C' },
  });
  return stdout;
}

test('a broker comes by its stores, its ZooKeeper client certificate and its secrets', async () => {
  await start();
  expect(await ensure()).toBe(true);

  const served = await entriesOf(secretFiles.keystore);
  expect(served).toContain('Keystore type: JKS');
  expect(served).toMatch(
    /Entry type: PrivateKeyEntry\nCertificate chain length: 2\n.*\nOwner: CN=kafka-01\nIssuer: .*CN=Test authority/,
  );
  // Java writes names the other way round.
  const client = zookeeperClientName.split(',').toReversed().join(', ');
  expect(await entriesOf(secretFiles.zookeeperClientKeystore)).toContain(`Owner: ${client}`);
  expect(await entriesOf(secretFiles.truststore)).toMatch(/trustedCertEntry[^]*CN=Test authority/);

  const properties = await read(secretFiles.brokerSecrets);
  expect(properties).toContain('scram.password=password-of-the-brokers');
  expect(properties).toContain('password.encoder.secret=secret-of-the-encoder');
  expect(properties).not.toContain('password-of-operators');
});

test('nobody but the owner can read what was written, and nothing is left beside it', async () => {
  await start();
  await ensure();
  const files = await readdir(machine.node.identity.secretsDir);
  expect(files.toSorted()).toEqual([...Object.values(secretFiles), 'identity.json', 'stores.stamp'].toSorted());
  const modes = await Promise.all(files.map(async (file) => (await stat(pathOf(file))).mode & 0o777));
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

test('a ZooKeeper node reads no secret and has no client certificate', async () => {
  await start({ name: 'zk-01', secrets: {} });
  await ensure();
  expect(await readdir(machine.node.identity.secretsDir)).not.toContain(secretFiles.brokerSecrets);
  expect(await entriesOf(secretFiles.keystore)).toContain('Owner: CN=zk-01');
});

test('what is there is left alone, and nobody is asked', async () => {
  await start();
  await ensure();
  const [before, askedBefore] = [await kept(), machine.asked.length];
  expect(await ensure()).toBe(false);
  expect(await kept()).toEqual(before);
  expect(machine.asked.length).toBe(askedBefore);
});

test('a lost or half-written file is written again from the same keys', async () => {
  await start();
  await ensure();
  const before = await kept();
  await rm(pathOf(secretFiles.truststore));
  await rm(pathOf('stores.stamp'));
  expect(await ensure()).toBe(true);
  expect(await kept()).toEqual(before);
  expect(await entriesOf(secretFiles.truststore)).toContain('Test authority');
});

test('after two thirds of their life certificates are renewed, with new keys and the same store password', async () => {
  await start();
  await ensure();
  const [before, password] = [await kept(), await read(secretFiles.keystorePassword)];
  expect(await ensure({ now: () => new Date(Date.now() + 19 * dayMs) })).toBe(false);
  expect(await ensure({ now: () => new Date(Date.now() + 21 * dayMs) })).toBe(true);
  const after = await kept();
  expect(after.certificates.map(({ privateKey }) => privateKey)).not.toEqual(
    before.certificates.map(({ privateKey }) => privateKey),
  );
  expect(await read(secretFiles.keystorePassword)).toBe(password);
  expect(new X509Certificate(after.certificates[0]!.chain[0]).subject).toBe('CN=kafka-01');
});

test('a private key goes nowhere: the signer gets a request and the token of the machine', async () => {
  await start();
  await ensure();
  const [{ privateKey }] = (await kept()).certificates as [Kept['certificates'][number]];
  expect(machine.asked.join('\n')).not.toContain(privateKey.slice(40, 80));
});

test('a store that Java can not write is told of without what was to be written', async () => {
  await start({ name: 'zk-01' });
  await writeFile(
    pathOf('Broken.java'),
    'class Broken { public static void main(String[] a) { throw new RuntimeException(); } }',
  );
  await chmod(pathOf('Broken.java'), 0o600);
  const failure = await ensure({ storesProgram: pathOf('Broken.java') }).catch((error: unknown) => String(error));
  expect(failure).toContain('expected key stores written');
  const [{ privateKey }] = (await kept()).certificates as [Kept['certificates'][number]];
  expect(failure).not.toContain(privateKey);
});

describe('what is served', () => {
  test('is told as the port shows it, together with what is on the disk by now', async () => {
    await start({ name: 'zk-01' });
    await ensure();
    const [{ chain, privateKey }] = (await kept()).certificates as [Kept['certificates'][number]];
    const key = `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`;
    const server = createServer({ cert: chain.join('\n'), key, requestCert: true, ca: [machine.authorityPem] });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    try {
      const node = withServed(port);
      const objects = objectsInMemory();
      const leaf = new X509Certificate(chain[0]);
      const expected = {
        port,
        subject: 'CN=zk-01',
        serialNumber: leaf.serialNumber.toLowerCase(),
        notAfter: leaf.validToDate.toISOString(),
      };
      expect((await reportServed(node, objects))?.certificates).toEqual([{ ...expected, isReplaced: false }]);
      await ensure({ now: () => new Date(Date.now() + 21 * dayMs) });
      expect((await reportServed(node, objects))?.certificates).toEqual([{ ...expected, isReplaced: true }]);
      const written = await objects.read(reportObject(machine.node.identity.instance));
      expect(JSON.parse(written?.text ?? '')).toMatchObject({ node: 'zk-01', certificates: [{ isReplaced: true }] });
    } finally {
      server.close();
    }
  });

  test('is told to be nothing where nobody answers', async () => {
    await start({ name: 'zk-01' });
    await ensure();
    const report = await reportServed(withServed(1), objectsInMemory());
    expect(report?.certificates).toEqual([{ port: 1, problem: expect.stringContaining('ECONNREFUSED') as string }]);
  });

  const withServed = (port: number) => {
    const { identity } = machine.node;
    return { ...machine.node, identity: { ...identity, served: { address: '127.0.0.1', ports: [port] } } };
  };
});

test('a slow metadata server is asked again', async () => {
  await start({ silentFor: 2, name: 'zk-01' });
  expect(await ensure()).toBe(true);
});
