import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { parse } from 'dot-properties';
import { z } from 'zod';
import { ClusterError } from './cluster-error.ts';

const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** What a client needs to reach the cluster. Holds a password: never log it. */
export interface ClientProperties {
  /** `host:port`, at least one. */
  readonly bootstrapServers: readonly string[];
  /** Our own brokers accept the first only. @default "SCRAM-SHA-256" */
  readonly mechanism?: (typeof mechanisms)[number];
  readonly username: string;
  readonly password: string;
  /** The certificates, in PEM, that the brokers' certificates are checked against. */
  readonly certificateAuthority: string;
}

/** The keys of a Java client file that we read, with the only values that we can do with. */
const javaClientFile = z.object({
  'bootstrap.servers': z
    .string('the brokers as "host:port,host:port"')
    .regex(/^\s*[^\s,:]+:\d+(\s*,\s*[^\s,:]+:\d+)*\s*$/, 'the brokers as "host:port,host:port"'),
  'security.protocol': z.literal('SASL_SSL', '"SASL_SSL"'),
  'sasl.mechanism': z.enum(mechanisms, mechanisms.map((name) => `"${name}"`).join(' or ')),
  'sasl.jaas.config': z.string('a ScramLoginModule with username and password'),
  'ssl.truststore.type': z.enum(['PEM', 'JKS'], '"PEM" or "JKS"').default('JKS'),
  'ssl.truststore.location': z.string().optional(),
  'ssl.truststore.certificates': z.string().optional(),
});

/** Where a JKS trust store can't be read by Node, the same certificates lie beside the file as PEM under this name. */
const pemBesideJks = 'ca.pem';

/**
 * Reads a Java client properties file, as Apache's tools take it with `--command-config`.
 *
 * The authority's certificates come from `ssl.truststore.certificates` or a PEM `ssl.truststore.location`; with a
 * JKS trust store, which Node can't read, from `ca.pem` in the directory of `file`.
 *
 * @throws ClusterError `CLIENT_PROPERTIES`, without any secret in its message
 */
export async function readClientProperties(file: string): Promise<ClientProperties> {
  const text = await readText(file, 'start a platform, or name the file of one that runs');
  const parsed = javaClientFile.safeParse(parse(text));
  if (!parsed.success) throw new ClusterError('CLIENT_PROPERTIES', problemsOf(file, parsed.error));
  const properties = parsed.data;
  return {
    bootstrapServers: properties['bootstrap.servers'].split(',').map((server) => server.trim()),
    ...(properties['sasl.mechanism'] === 'SCRAM-SHA-256' ? {} : { mechanism: properties['sasl.mechanism'] }),
    ...credentialsOf(file, properties['sasl.jaas.config']),
    certificateAuthority: await certificateAuthorityOf(file, properties),
  };
}

function problemsOf(file: string, error: z.ZodError): string {
  const expected = error.issues.map(({ path, message }) => `${path.join('.')}: expected ${message}`).join('; ');
  return `${file}: ${expected}; correct the file or have it written anew`;
}

/** `... required username="u" password="p";`, with `\"` and `\\` for quotes and backslashes inside. */
function credentialsOf(file: string, jaas: string): Pick<ClientProperties, 'username' | 'password'> {
  const option = (name: string) =>
    new RegExp(`\\s${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(jaas)?.[1]?.replace(/\\(.)/g, '$1');
  const username = option('username');
  const password = option('password');
  if (!/\bScramLoginModule\s+required\b/.test(jaas) || username === undefined || password === undefined) {
    throw new ClusterError(
      'CLIENT_PROPERTIES',
      `${file}: sasl.jaas.config: expected 'org.apache.kafka.common.security.scram.ScramLoginModule required ` +
        `username="..." password="...";' (what was found is not shown, since it may hold a password); correct the file`,
    );
  }
  return { username, password };
}

async function certificateAuthorityOf(file: string, properties: z.output<typeof javaClientFile>): Promise<string> {
  const inline = properties['ssl.truststore.certificates'];
  const location = properties['ssl.truststore.location'];
  if (inline !== undefined) return checkedPem(`${file}: ssl.truststore.certificates`, inline);

  const pemFile =
    properties['ssl.truststore.type'] === 'PEM' && location !== undefined
      ? resolve(location)
      : join(dirname(file), pemBesideJks);
  const next = `put the authority's certificates there in PEM, or name them with ssl.truststore.type=PEM in ${file}`;
  return checkedPem(pemFile, await readText(pemFile, next));
}

function checkedPem(place: string, text: string): string {
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new ClusterError(
    'CLIENT_PROPERTIES',
    `${place}: found no "-----BEGIN CERTIFICATE-----", expected certificates in PEM; replace it by the authority's`,
  );
}

async function readText(file: string, next: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const found = isNativeError(cause) && 'code' in cause ? String(cause.code) : String(cause);
    throw new ClusterError('CLIENT_PROPERTIES', `${file}: found ${found}, expected a readable file; ${next}`, {
      cause,
    });
  }
}
