import { createHash } from 'node:crypto';
import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { keyStoreLine, parseCertificate } from '../../certificates/index.ts';
import { brokerSecretsText, secretFiles } from '../../render/index.ts';
import { AgentError, messageOf } from '../agent-error.ts';
import type { KeptCertificate, KeptIdentity } from './kept-identity.ts';
import { moveInto, readIfPresent, writePrivate, type Owner } from './private-files.ts';

/** What a broker needs beside its stores. */
export interface BrokerSecrets {
  /** Password of the user as which brokers log in to each other. */
  readonly scramPassword: string;
  readonly encoderSecret: string;
}

export interface WriteStoresOptions {
  readonly secretsDir: string;
  readonly owner: Owner;
  /** `java`, and the path of KeyStores.java for it. */
  readonly java: string;
  readonly storesProgram: string;
}

const stampFile = 'stores.stamp';
const passwordFiles = ['keystorePassword', 'truststorePassword', 'zookeeperClientKeystorePassword'] as const;

/** Whether the files of a service are those of this identity. */
export async function areStoresWritten(
  secretsDir: string,
  identity: KeptIdentity,
  isBroker: boolean,
): Promise<boolean> {
  if ((await readIfPresent(join(secretsDir, stampFile))) !== stampOf(identity)) return false;
  const there = await Promise.all(
    filesOf(isBroker).map((file) =>
      access(join(secretsDir, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return !there.includes(false);
}

/**
 * Writes all files that a service reads: stores, password files and, for a broker, broker.properties. Each takes the
 * place of its predecessor whole; the store password stays, so that old and new ones go together. The stamp comes last:
 * whoever is killed before it does all of it again.
 */
export async function writeStores(
  identity: KeptIdentity,
  broker: BrokerSecrets | undefined,
  { secretsDir, owner, java, storesProgram }: WriteStoresOptions,
): Promise<void> {
  await rm(join(secretsDir, stampFile), { force: true });
  const aside = join(secretsDir, 'stores.new');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });

  const { storePassword, certificates } = identity;
  const [served, client] = certificates;
  if (served === undefined) throw new Error(`${secretsDir}: found no certificate to serve with, expected one`);
  const stores = new Map<string, string>();
  const add = (file: string, chain: readonly string[], privateKey?: string) =>
    stores.set(file, keyStoreLine(join(aside, file), storePassword, chain.map(parseCertificate), privateKey));
  add(secretFiles.keystore, served.chain, served.privateKey);
  add(secretFiles.truststore, authoritiesOf(certificates));
  if (client !== undefined) add(secretFiles.zookeeperClientKeystore, client.chain, client.privateKey);
  await runKeyStores(java, storesProgram, [...stores.values()].join(''));

  for (const file of passwordFiles) await writePrivate(join(secretsDir, secretFiles[file]), storePassword, owner);
  if (broker !== undefined) {
    const text = brokerSecretsText({
      'keystore.password': storePassword,
      'key.password': storePassword,
      'truststore.password': storePassword,
      'zookeeper.keystore.password': storePassword,
      'zookeeper.truststore.password': storePassword,
      'scram.password': broker.scramPassword,
      'password.encoder.secret': broker.encoderSecret,
    });
    await writePrivate(join(secretsDir, secretFiles.brokerSecrets), text, owner);
  }
  for (const file of stores.keys()) await moveInto(join(aside, file), join(secretsDir, file), owner);
  await rm(aside, { recursive: true });
  await writePrivate(join(secretsDir, stampFile), stampOf(identity), undefined);
}

/** Secrets go to it by standard input, never on its command line. */
async function runKeyStores(java: string, program: string, input: string): Promise<void> {
  const source = program.endsWith('.jar') ? ['-cp', program, 'KeyStores'] : [program];
  try {
    await execa(java, ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...source], { input });
  } catch (error) {
    throw new AgentError({
      place: program,
      // Not the error itself: it would come with what was on standard input.
      found: messageOf(error).slice(0, 300),
      expected: 'key stores written',
      next: `see that ${java} is a JDK of at least 17`,
    });
  }
}

function authoritiesOf(certificates: readonly KeptCertificate[]): readonly string[] {
  return [...new Set(certificates.map(({ chain }) => chain[1]))];
}

function filesOf(isBroker: boolean): readonly string[] {
  const { keystore, truststore, brokerSecrets, zookeeperClientKeystore } = secretFiles;
  const passwords = passwordFiles.map((file) => secretFiles[file]);
  return [keystore, truststore, ...passwords, ...(isBroker ? [brokerSecrets, zookeeperClientKeystore] : [])];
}

function stampOf(identity: KeptIdentity): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
