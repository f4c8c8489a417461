import { chmod, chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCertificates, operatorNode } from '../../../local/certificates.ts';
import { openHome } from '../../../local/home.ts';
import { brokerUser, operatorUser, type Platform } from '../../../platform/index.ts';
import { brokerSecretsText, mirrorSecretsText, nodeDescription, secretFiles } from '../../../render/index.ts';
import type { Machine } from './machine.ts';

export const passwords = { [brokerUser]: 'broker-password-of-a-test', [operatorUser]: 'operator-password-of-a-test' };
export const storePassword = 'store-password-of-a-test';

export interface Secrets {
  /** Puts a node's stores and passwords on its machine, as whoever makes them does. */
  give(machine: Machine, metadata: Readonly<Record<string, string>>): Promise<void>;
  /** What an operator's tools enter ZooKeeper with. */
  readonly operatorSecretsDir: string;
}

export async function makeSecrets(platform: Platform, dir: string): Promise<Secrets> {
  const home = await openHome(join(dir, 'secrets'));
  await ensureCertificates(platform, home, storePassword);
  const give: Secrets['give'] = async (machine, metadata) => {
    const { role, users } = nodeDescription.parse(JSON.parse(metadata['node-description']!));
    const secretsDir = machine.path(`etc/${role}/secrets`);
    const id = users[0]!.id;
    await mkdir(secretsDir, { recursive: true });
    if (role === 'kafka' || role === 'zookeeper') {
      await cp(home.layout(machine.name).secretsDir, secretsDir, { recursive: true });
    } else {
      // Whom to trust is no secret.
      const authority = machine.path(`etc/${role}/ca.pem`);
      await cp(home.files.caCertificate, authority);
      await chmod(authority, 0o644);
    }
    if (role === 'kafka') await writeFile(join(secretsDir, secretFiles.brokerSecrets), brokerSecrets());
    if (role === 'mirror-maker') await writeFile(join(secretsDir, 'mirror.properties'), mirrorSecrets());
    for (const file of await readdir(secretsDir)) {
      await chmod(join(secretsDir, file), 0o600);
      await chown(join(secretsDir, file), id, id);
    }
  };
  return { give, operatorSecretsDir: home.layout(operatorNode).secretsDir };
}

function mirrorSecrets(): string {
  const [username, password] = [operatorUser, passwords[operatorUser]];
  return mirrorSecretsText({
    'source.username': username,
    'source.password': password,
    'target.username': username,
    'target.password': password,
  });
}

function brokerSecrets(): string {
  return brokerSecretsText({
    'keystore.password': storePassword,
    'key.password': storePassword,
    'truststore.password': storePassword,
    'zookeeper.keystore.password': storePassword,
    'zookeeper.truststore.password': storePassword,
    'scram.password': passwords[brokerUser],
    'password.encoder.secret': 'encoder-secret-of-a-test',
  });
}
