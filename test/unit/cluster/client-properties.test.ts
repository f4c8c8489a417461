import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClientProperties } from '../../../cluster/index.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const complete = {
  'bootstrap.servers': '127.0.0.51:9092, 127.0.0.52:9092',
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'SCRAM-SHA-256',
  'sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required username="operator" password="s3cret";',
  'ssl.truststore.type': 'JKS',
  'ssl.truststore.location': '/somewhere/truststore.jks',
};

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'client-properties-'));
  file = join(directory, 'admin.properties');
});
afterEach(() => rm(directory, { recursive: true }));

async function write(properties: Readonly<Record<string, string | undefined>>, ca = pem) {
  const lines = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  await writeFile(file, lines.join('\n'));
  await writeFile(join(directory, 'ca.pem'), ca);
}

test('reads brokers, user, password and the authority beside a JKS trust store', async () => {
  await write(complete);
  await expect(readClientProperties(file)).resolves.toEqual({
    bootstrapServers: ['127.0.0.51:9092', '127.0.0.52:9092'],
    username: 'operator',
    password: 's3cret',
    certificateAuthority: pem,
  });
});

test("reads the stronger mechanism, which another's brokers may ask for", async () => {
  await write({ ...complete, 'sasl.mechanism': 'SCRAM-SHA-512' });
  await expect(readClientProperties(file)).resolves.toMatchObject({ mechanism: 'SCRAM-SHA-512' });
});

test('reads the authority from a PEM trust store elsewhere', async () => {
  const elsewhere = join(directory, 'authority.pem');
  await writeFile(elsewhere, pem);
  await write({ ...complete, 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': elsewhere }, 'not this one');
  await expect(readClientProperties(file)).resolves.toMatchObject({ certificateAuthority: pem });
});

test('reads an authority that is written into the file itself, so that one secret holds all', async () => {
  const certificates = pem.replaceAll('\n', '\\n');
  await write({ ...complete, 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': certificates }, '');
  await expect(readClientProperties(file)).resolves.toMatchObject({ certificateAuthority: pem });
});

test('understands quotes and backslashes in a password as Java does', async () => {
  // The first layer of backslashes is the properties format's, the second is JAAS's.
  const jaas = 'a.b.ScramLoginModule required username="u" password="a\\\\"b\\\\\\\\c";';
  await write({ ...complete, 'sasl.jaas.config': jaas });
  await expect(readClientProperties(file)).resolves.toMatchObject({ username: 'u', password: 'a"b\\c' });
});

test.each([
  ['bootstrap.servers', undefined, 'host:port'],
  ['bootstrap.servers', 'kafka-01', 'host:port'],
  ['security.protocol', 'PLAINTEXT', '"SASL_SSL"'],
  ['security.protocol', undefined, '"SASL_SSL"'],
  ['sasl.mechanism', 'PLAIN', '"SCRAM-SHA-256"'],
  ['sasl.jaas.config', undefined, 'ScramLoginModule'],
  ['sasl.jaas.config', 'PlainLoginModule required username="u" password="s3cret";', 'ScramLoginModule'],
  ['sasl.jaas.config', 'ScramLoginModule required username="u" password=s3cret;', 'ScramLoginModule'],
  ['ssl.truststore.type', 'PKCS12', '"PEM" or "JKS"'],
])('refuses %s = %s, naming the file and what is expected, and no secret', async (key, value, expected) => {
  await write({ ...complete, [key]: value });
  const error = await readClientProperties(file).catch((caught: unknown) => caught as Error);
  expect(error).toMatchObject({ name: 'ClusterError', code: 'CLIENT_PROPERTIES', retryable: false });
  expect((error as Error).message).toContain(file);
  expect((error as Error).message).toContain(key);
  expect((error as Error).message).toContain(expected);
  expect((error as Error).message).not.toContain('s3cret');
});

test('says that a file is missing and what to do', async () => {
  await expect(readClientProperties(file)).rejects.toThrow(
    /admin\.properties: found ENOENT, expected a readable file; start/,
  );
});

test('says where it looked for the authority', async () => {
  await write(complete, 'no certificate');
  await expect(readClientProperties(file)).rejects.toThrow(/ca\.pem: found no "-----BEGIN CERTIFICATE-----"/);
  await rm(join(directory, 'ca.pem'));
  await expect(readClientProperties(file)).rejects.toThrow(/ca\.pem: found ENOENT.*ssl\.truststore\.type=PEM/);
});
