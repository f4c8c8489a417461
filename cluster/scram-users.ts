import {
  alterUserScramCredentialsV0,
  describeUserScramCredentialsV0,
  ResponseError,
  ScramMechanisms,
  type Admin,
  type Connection,
} from '@platformatic/kafka';
import { pbkdf2, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClientProperties } from './client-properties.ts';
import { ClusterError } from './cluster-error.ts';
import { withExtendedAdmin } from './extended-admin.ts';
import { ourIterations, type ScramChange, type ScramCredentials, type ScramMechanism } from './scram-credential.ts';

const mechanisms: Readonly<Record<ScramMechanism, number>> = {
  'SCRAM-SHA-256': ScramMechanisms.SCRAM_SHA_256,
  'SCRAM-SHA-512': ScramMechanisms.SCRAM_SHA_512,
};

/** The hash of each, and the bytes that it gives. */
const hashes = { 'SCRAM-SHA-256': ['sha256', 32], 'SCRAM-SHA-512': ['sha512', 64] } as const;

const ourMechanisms: readonly ScramMechanism[] = ['SCRAM-SHA-256'];

/** The credentials of every SCRAM user, in one request. */
export async function observeScramUsers(properties: ClientProperties): Promise<ReadonlyMap<string, ScramCredentials>> {
  const { results } = await withExtendedAdmin(properties, async (admin) =>
    // An empty list means all; at null, which means the same, a broker that refuses fails in making its answer.
    describeUserScramCredentialsV0.api.async(await controllerOf(admin), []),
  );
  return new Map(
    results
      .map(({ user, credentialInfos }): [string, ScramCredentials] => [
        user,
        Object.fromEntries(
          credentialInfos.map(({ mechanism, iterations }) => [wordFor(mechanism), iterations] as const).sort(),
        ),
      ])
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/**
 * Sets and removes credentials of users, in one request. Only salted hashes leave this process.
 *
 * @returns why it failed, by user; empty when all is done
 */
export async function alterScramUsers(
  properties: ClientProperties,
  changes: ReadonlyMap<string, ScramChange>,
): Promise<ReadonlyMap<string, string>> {
  if (changes.size === 0) return new Map();
  const deletions = [...changes].flatMap(([name, { remove = [] }]) =>
    remove.map((word) => ({ name, mechanism: mechanisms[word] })),
  );
  const upsertions = await Promise.all(
    [...changes].flatMap(([name, { password, mechanisms: words = ourMechanisms }]) =>
      password === undefined ? [] : words.map((word) => upsertion(name, word, password)),
    ),
  );
  return withExtendedAdmin(properties, async (admin) => {
    for (let attempt = 1; ; attempt += 1) {
      const refused = await alterOnce(await controllerOf(admin), deletions, upsertions);
      const hasMoved = [...refused.values()].some(({ errorCode }) => errorCode === notController);
      if (!hasMoved || attempt === attempts) return new Map([...refused].map(([user, { reason }]) => [user, reason]));
      await sleep(electionMs);
    }
  });
}

/** Kafka's NOT_CONTROLLER: another broker has been elected since we asked who it is. */
const notController = 41;
const attempts = 5;
/** A controller is elected within some hundred milliseconds once ZooKeeper has noticed that the old one is gone. */
const electionMs = 500;

/** In ZooKeeper mode only the controller takes these requests, and other brokers don't pass them on. */
async function controllerOf(admin: Admin): Promise<Connection> {
  const { controllerId } = await admin.metadata({ topics: [], forceUpdate: true });
  const connection = (await admin.connectToBrokers([controllerId])).get(controllerId);
  if (connection !== undefined) return connection;
  throw new ClusterError(
    'CLUSTER_UNREACHABLE',
    'cluster: found no controller, expected one broker to be it; wait until one is elected, and see the logs of ZooKeeper',
  );
}

type Alteration = Parameters<typeof alterUserScramCredentialsV0.createRequest>;

async function alterOnce(
  controller: Connection,
  deletions: Alteration[0],
  upsertions: Alteration[1],
): Promise<ReadonlyMap<string, { readonly errorCode: number; readonly reason: string }>> {
  try {
    await alterUserScramCredentialsV0.api.async(controller, deletions, upsertions);
    return new Map();
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { results } = error['response'] as alterUserScramCredentialsV0.AlterUserScramCredentialsResponse;
    return new Map(
      results
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ user, errorCode, errorMessage }) => [
          user,
          { errorCode, reason: errorMessage ?? `Kafka's error ${errorCode}` },
        ]),
    );
  }
}

async function upsertion(name: string, word: ScramMechanism, password: string): Promise<Alteration[1][number]> {
  const salt = randomBytes(24);
  const [hash, bytes] = hashes[word];
  const saltedPassword = await promisify(pbkdf2)(password, salt, ourIterations, bytes, hash);
  return { name, mechanism: mechanisms[word], iterations: ourIterations, salt, saltedPassword };
}

function wordFor(code: number): ScramMechanism {
  return code === mechanisms['SCRAM-SHA-512'] ? 'SCRAM-SHA-512' : 'SCRAM-SHA-256';
}
