import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readIfPresent, writePrivate, type Home } from './home.ts';

/** What this platform keeps secret. Never logged, never on a command line. */
export interface Secrets {
  /** Of every key and trust store. */
  readonly storePassword: string;
  /** Keeps dynamic settings of brokers unreadable in ZooKeeper. */
  readonly encoderSecret: string;
  /** SCRAM passwords by user name. */
  readonly passwords: Readonly<Record<string, string>>;
}

const secretsFile = z.object({
  storePassword: z.string().min(16),
  encoderSecret: z.string().min(16),
  passwords: z.record(z.string(), z.string().min(16)),
});

/** 192 bits, in letters that need no quoting in any of the files they go to. */
function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** The home's secrets: those kept there, and new ones for what has none yet. */
export async function ensureSecrets(home: Home, users: readonly string[]): Promise<Secrets> {
  const text = await readIfPresent(home.files.secrets);
  const kept = text === undefined ? undefined : secretsFile.parse(JSON.parse(text));
  const secrets: Secrets = {
    storePassword: kept?.storePassword ?? newSecret(),
    encoderSecret: kept?.encoderSecret ?? newSecret(),
    passwords: { ...Object.fromEntries(users.map((user) => [user, newSecret()])), ...kept?.passwords },
  };
  await writePrivate(home.files.secrets, JSON.stringify(secrets));
  return secrets;
}
