import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { readClientProperties, type ClientProperties } from '../../cluster/index.ts';
import { registryUrlOf } from '../../local/reach.ts';
import { definePlatform, environments, onOneMachine } from '../../platform/index.ts';

/** Where the registry of the platform here answers. @param home its directory */
export async function localRegistryUrl(home: string): Promise<string> {
  return registryBeside(await readClientProperties(join(home, 'admin.properties')));
}

/** The nodes' addresses follow from the range, which whoever started the platform here has chosen. */
export function registryBeside({ bootstrapServers: [broker = ''] }: ClientProperties): string {
  const network = `${broker.split('.').slice(0, 3).join('.')}.0/24`;
  return registryUrlOf(definePlatform(onOneMachine(environments.production, network)));
}

/** Has this process trust whom the operator's file trusts, for HTTPS too: one authority signs all of a platform. */
export function trustAuthorityOf({ certificateAuthority }: Pick<ClientProperties, 'certificateAuthority'>): void {
  setDefaultCACertificates([...getCACertificates('default'), certificateAuthority]);
}
