import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { functionNamed } from '../../../functions/index.ts';
import { issueWithKey, makeAuthority } from '../../../local/authority.ts';
import type { Platform } from '../../../platform/index.ts';
import { identityPlaces, machineOf, signerFunction } from '../../../render/index.ts';
import { debianRoot } from './debian-root.ts';
import { metadataAddress, servicesAddress, type GoogleState, type MachineState } from './google.ts';
import { namespace, type Namespace } from './namespace.ts';

/** A network of its own with Google's services on it, and place for machines. */
export interface Site {
  readonly dir: string;
  /** The image that machines boot from. */
  readonly baseRoot: string;
  readonly bucketsDir: string;
  readonly network: Namespace;
  readonly gateway: string;
  readonly prefixLength: string;
  /** Addresses of all names, as the private zone and private Google access give them. */
  readonly hosts: string;
  /** The authority that Google's certificates are from here, in PEM. */
  readonly authority: string;
  /** What the metadata server says of the machine at an address. */
  tell(address: string, machine: MachineState): void;
  /** What Secret Manager holds from now on. */
  keep(secrets: GoogleState['secrets']): void;
  end(): Promise<void>;
}

export async function openSite(platform: Platform): Promise<Site> {
  const baseRoot = await debianRoot();
  const dir = await mkdtemp(join(baseRoot, '..', 'site-'));
  const { cidr } = platform.regions.primary;
  const [base = '', prefixLength = ''] = cidr.split('/');
  const gateway = base.replace(/\d+$/, (last) => String(Number(last) + 1));
  const network = await namespace(
    ['--net'],
    `ip link set lo up
     ip link add machines type bridge
     ip address add ${gateway}/${prefixLength} dev machines
     ip address add ${metadataAddress}/32 dev lo
     ip address add ${servicesAddress}/32 dev lo
     ip link set machines up`,
  );

  const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await makeAuthority(join(dir, 'google-authority.json'), validity);
  const { signerUrl } = identityPlaces(platform);
  const services = ['storage.googleapis.com', 'secretmanager.googleapis.com', new URL(signerUrl).host];
  const identity = { subject: 'CN=googleapis.com', dnsNames: services, addresses: [] };
  const { certificate, privateKey } = await issueWithKey(authority, identity, validity);
  const bucketsDir = join(dir, 'buckets');
  await mkdir(bucketsDir);
  let state: GoogleState = {
    tls: { key: pemOf(privateKey), cert: certificate.toString('pem') },
    projectId: platform.projectId,
    bucketsDir,
    secrets: {},
    signer: functionNamed(signerFunction).environment(platform, {
      clientPropertiesFile: '/none',
      storage: { directory: '/none' },
    }),
    machines: {},
  };
  const stateFile = join(dir, 'google.json');
  // In one act each, since it is read at any moment, and machines are told about at the same time.
  const writeState = () => {
    writeFileSync(`${stateFile}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${stateFile}.new`, stateFile);
  };
  writeState();
  const google = execa(
    network.enter[0]!,
    [...network.enter.slice(1), process.execPath, join(import.meta.dirname, 'google.ts'), stateFile],
    {
      reject: false,
      // It ends with its standard input, so also when this process is killed.
      stdin: 'pipe',
    },
  );
  const serves = await Promise.race([once(google.stdout, 'data').then(() => true), google.then(() => false)]);
  if (!serves) throw new Error(`google.ts ended: ${(await google).stderr}`);

  const nodes = [...platform.nodes.brokers, ...platform.nodes.zookeeper];
  return {
    dir,
    baseRoot,
    bucketsDir,
    network,
    gateway,
    prefixLength,
    hosts: [
      '127.0.0.1 localhost',
      `${servicesAddress} ${services.join(' ')}`,
      ...nodes.map(({ address, hostname, name }) => `${address} ${hostname} ${name}`),
      `${platform.bootstrap.address} ${platform.bootstrap.hostname}`,
    ].join('\n'),
    authority: authority.certificate.toString('pem'),
    tell(address, machine) {
      const node = nodes.find((each) => each.address === address);
      const identity = node === undefined ? {} : { identity: machineOf(platform, node) };
      state = { ...state, machines: { ...state.machines, [address]: { ...identity, ...machine } } };
      writeState();
    },
    keep(secrets) {
      state = { ...state, secrets };
      writeState();
    },
    async end() {
      google.stdin.end();
      await google;
      await network.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function pemOf(privateKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}
