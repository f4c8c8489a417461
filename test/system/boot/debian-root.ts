import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

const release = 'bookworm';

/** What Google's Debian 12 image has beyond the minimum, as far as a boot can notice. */
const included = ['ca-certificates', 'curl', 'e2fsprogs', 'procps', 'systemd'];

const cache = join(import.meta.dirname, '../../../build/boot-test');

/** Makes a root of Debian 12 once, in about half a minute, from the mirror that this machine itself uses. */
export async function debianRoot(): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([release, included]))
    .digest('hex')
    .slice(0, 8);
  const root = join(cache, `${release}-${key}`);
  const isThere = await access(root).then(
    () => true,
    () => false,
  );
  if (isThere) return root;
  await mkdir(cache, { recursive: true });
  const aside = `${root}.part`;
  await rm(aside, { recursive: true, force: true });
  const { failed, all } = await execa(
    'debootstrap',
    ['--variant=minbase', `--include=${included.join(',')}`, release, aside, await mirror()],
    { all: true, reject: false },
  );
  if (failed) throw new Error(`debootstrap of ${release} failed; it needs root and the mirror:\n${all}`);
  await rename(aside, root);
  return root;
}

async function mirror(): Promise<string> {
  const { stdout } = await execa('apt-get', [
    'indextargets',
    '--format',
    '$(CODENAME) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  const [found] = stdout.split('\n').flatMap((line) => (line.startsWith(`${release} `) ? [line.split(' ')[1]!] : []));
  if (found === undefined) throw new Error(`apt sources: found none for ${release}, expected one; run on Debian 12`);
  return found;
}
