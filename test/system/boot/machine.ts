import { createHash } from 'node:crypto';
import { appendFile, chmod, copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { namespace, type Namespace } from './namespace.ts';
import type { Site } from './site.ts';

const node = join(import.meta.dirname, '../../../node_modules/node/bin/node');

const serialConsole = '/var/log/serial-console';

/** How the kernel's files are on Google's image. They are stand-ins: the real ones are this machine's own. */
const kernelFiles = {
  'proc/sys/vm/swappiness': '60',
  'proc/sys/vm/max_map_count': '65530',
  'proc/sys/net/core/rmem_max': '212992',
  'proc/sys/net/core/wmem_max': '212992',
  'sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never',
};

/** A VM without a VM: a root of its own on a boot disk, a data disk, an address. */
export class Machine {
  readonly name: string;
  readonly address: string;
  readonly diskImage: string;
  private readonly site: Site;
  private readonly dir: string;
  private namespace: Namespace | undefined;

  constructor(site: Site, name: string, address: string) {
    this.site = site;
    this.name = name;
    this.address = address;
    this.dir = join(site.dir, name);
    this.diskImage = join(this.dir, 'data-disk');
  }

  /** A path of the machine, from outside. */
  path(inside: string): string {
    return join(this.dir, 'upper', inside);
  }

  /** A new boot disk. The data disk stays as it is. */
  async make(diskSizeMb: number): Promise<void> {
    await rm(join(this.dir, 'upper'), { recursive: true, force: true });
    await rm(join(this.dir, 'work'), { recursive: true, force: true });
    for (const part of ['upper/etc/ssl/certs', 'upper/usr/bin', 'upper/srv', 'work', 'root']) {
      await mkdir(join(this.dir, part), { recursive: true });
    }
    await writeFile(this.diskImage, '', { flag: 'a' });
    await truncate(this.diskImage, diskSizeMb * 2 ** 20);
    const certificates = 'etc/ssl/certs/ca-certificates.crt';
    await copyFile(join(this.site.baseRoot, certificates), this.path(certificates));
    await appendFile(this.path(certificates), this.site.authority);
    await writeFile(this.path('etc/google-authority.pem'), this.site.authority);
    await writeFile(this.path('etc/hosts'), `${this.site.hosts}\n`);
    const program = '/run/harness/boot/systemctl.ts';
    await writeFile(
      this.path('usr/bin/systemctl'),
      `#!/bin/sh\nexec /run/harness/node --disable-warning=ExperimentalWarning ${program} "$@"\n`,
    );
    await chmod(this.path('usr/bin/systemctl'), 0o755);
  }

  async powerOn(): Promise<void> {
    const { stdout: loop } = await execa('losetup', ['--find', '--show', this.diskImage]);
    this.namespace = await namespace(['--mount', '--net', '--uts', '--pid'], this.setUp(loop));
    const { network, gateway, prefixLength } = this.site;
    // Names of interfaces have 15 characters.
    const link = `m${createHash('sha256').update(this.name).digest('hex').slice(0, 8)}`;
    const pid = String(this.namespace.pid);
    await execa(network.enter[0]!, [
      ...network.enter.slice(1),
      'sh',
      '-ec',
      `ip link add ${link} type veth peer name eth0 netns ${pid}
       ip link set ${link} master machines up`,
    ]);
    await this.run(
      'sh',
      [
        '-ec',
        `ip link set lo up
       ip address add ${this.address}/${prefixLength} dev eth0
       ip link set eth0 up
       ip route add default via ${gateway}`,
      ],
      { outside: true },
    );
  }

  /** Cuts the power: nothing on it ends in order. */
  async powerOff(): Promise<void> {
    await this.namespace?.end();
    this.namespace = undefined;
  }

  /**
   * What Google's guest agent does at each boot: fetches the startup script and runs it as root. What that says goes to
   * the serial console, too.
   */
  boot(options: Options = {}) {
    const url = 'http://169.254.169.254/computeMetadata/v1/instance/attributes/startup-script';
    const fetching = `curl --fail --silent --retry 60 --retry-delay 1 --retry-all-errors --header 'Metadata-Flavor: Google' ${url}`;
    return this.run(
      'bash',
      [
        '-c',
        `set -o pipefail
       ${fetching} > /run/startup-script && chmod 700 /run/startup-script && /run/startup-script 2>&1 | tee ${serialConsole}`,
      ],
      options,
    );
  }

  /** What the last boot has said so far. */
  async console(): Promise<string> {
    return readFile(this.path(serialConsole), 'utf8').catch(() => '');
  }

  /** Runs a command on the machine, whether or not it succeeds. */
  async run(command: string, words: readonly string[], options: Options & { outside?: boolean } = {}) {
    const { outside = false, ...rest } = options;
    const chroot = outside ? [] : ['chroot', join(this.dir, 'root')];
    const enter = [...(this.namespace?.enter ?? []), ...chroot, command, ...words];
    const { exitCode, all, stdout } = await execa(enter[0]!, enter.slice(1), {
      ...('input' in rest ? {} : { stdin: 'ignore' }),
      ...rest,
      all: true,
      reject: false,
      extendEnv: false,
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        NODE_EXTRA_CA_CERTS: '/etc/google-authority.pem',
      },
    });
    return { exitCode, all: String(all), stdout: String(stdout) };
  }

  private setUp(loop: string): string {
    const { dir, site } = this;
    const kernel = Object.entries(kernelFiles);
    return `
# Detached while it is open, the loop device goes when this shell does.
exec 9<>${loop}
losetup --detach ${loop}
mount --make-rprivate /
hostname ${this.name}
mount -t overlay -o lowerdir=${site.baseRoot},upperdir=${dir}/upper,workdir=${dir}/work overlay ${dir}/root
cd ${dir}/root
mount -t proc proc proc
mount -t tmpfs tmpfs proc/sys
mount -t tmpfs tmpfs sys
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
mkdir -p ${kernel.map(([file]) => file.replace(/\/[^/]*$/, '')).join(' ')}
${kernel.map(([file, value]) => `echo '${value}' > ${file}`).join('\n')}
mkdir -p run/harness/boot dev/disk/by-id dev/shm dev/pts
ln -s /proc/self/fd dev/fd
for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  set -- $device
  mknod -m 666 "dev/$1" c "$2" "$3"
done
mknod -m 660 dev/sdb b $(stat -c '0x%t 0x%T' ${loop})
ln -s ../../sdb dev/disk/by-id/google-data
touch run/harness/node
mount --bind ${node} run/harness/node
mount --bind ${import.meta.dirname} run/harness/boot`;
  }
}
