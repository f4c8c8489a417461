import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Kafka asks for at least 4,096; its own tools take that. */
const defaultIterations = 8_192;

/**
 * What a server must know to check a SCRAM-SHA-256 password, in the form that Kafka keeps in ZooKeeper under
 * `/config/users/<name>` (RFC 5802). The password can't be told from it.
 */
export function scramVerifier(
  password: string,
  salt: Buffer = randomBytes(24),
  iterations: number = defaultIterations,
): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyFor = (role: string) => createHmac('sha256', salted).update(role).digest();
  const storedKey = createHash('sha256').update(keyFor('Client Key')).digest();
  const fields = { salt, stored_key: storedKey, server_key: keyFor('Server Key') };
  const text = Object.entries(fields).map(([name, bytes]) => `${name}=${bytes.toString('base64')}`);
  return JSON.stringify({ version: 1, config: { 'SCRAM-SHA-256': [...text, `iterations=${iterations}`].join(',') } });
}

/** `salt=..,iterations=..` and the keys, as they stand in a verifier's text. */
const scramFields = /"SCRAM-SHA-256":"salt=([^,"]+),stored_key=[^,"]+,server_key=[^,"]+,iterations=(\d+)"/;

/** Whether a text is the verifier of a password, whenever and with whatever salt it was made. */
export function isVerifierOf(text: string, password: string): boolean {
  const [, salt, iterations] = scramFields.exec(text) ?? [];
  if (salt === undefined || iterations === undefined) return false;
  return scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations)) === text;
}
