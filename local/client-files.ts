import { operatorUser, type Platform } from '../platform/index.ts';
import { clientProperties } from '../render/index.ts';
import { writePrivate, type Home } from './home.ts';
import type { Secrets } from './secrets.ts';

/** Writes complete Java client files, as `--command-config` of Apache's tools: one for operators, one for clients. */
export async function writeClientFiles(
  platform: Platform,
  home: Home,
  secrets: Secrets,
  clientUser: string,
): Promise<void> {
  const files = [
    { file: home.files.adminProperties, username: operatorUser },
    { file: home.files.clientProperties, username: clientUser },
  ];
  const trust = { type: 'JKS' as const, location: home.files.truststore, password: secrets.storePassword };
  await Promise.all(
    files.map(({ file, username }) =>
      writePrivate(
        file,
        clientProperties(platform, { credentials: { username, password: secrets.passwords[username] ?? '' }, trust }),
      ),
    ),
  );
}
