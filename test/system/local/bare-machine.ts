import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mountNamespace, type MountNamespace } from './mount-namespace.ts';

const covered = ['/usr', '/etc', '/var'];
const tools = ['java', 'javac', 'mvn'];

/** dpkg removes the packages for real; a JDK that came otherwise loses its place on the PATH. */
const becomeBare = `
scratch=$(mktemp -d)
mount -t tmpfs -o size=3g,mode=755 tmpfs "$scratch"
for dir in ${covered.join(' ')}; do
  mkdir -p "$scratch$dir/upper" "$scratch$dir/work"
  mount -t overlay -o "lowerdir=$dir,upperdir=$scratch$dir/upper,workdir=$scratch$dir/work" overlay "$dir"
done
# What packages do when others come and go (indexes of icons, of manuals) takes half a minute and matters to nobody here.
find /var/lib/dpkg/triggers -type f -exec truncate -s 0 {} +
found=$(dpkg-query -W -f '\${db:Status-Abbrev}\${Package}\\n' 'openjdk-*' 'default-j*' 'temurin-*' maven | sed -n 's/^ii *//p')
# What needs them goes too, or apt would find its house in disorder.
leaving=$(apt-get --simulate purge $found | sed -n 's/^Purg \\([^ ]*\\) .*/\\1/p')
[ -z "$leaving" ] || dpkg --purge $leaving >&2
rm -rf /var/lib/apt/lists/*
(IFS=:; for dir in $COVERED_PATH; do ${tools.map((tool) => `rm -f "$dir/${tool}"`).join('; ')}; done)
`;

/**
 * This machine as it was before anybody installed a JDK, Maven or apt's package lists: the system's directories are
 * covered by a copy in memory (an overlay). What is removed or installed there is forgotten at its end, and this machine
 * never sees it.
 */
export async function bareMachine(): Promise<MountNamespace> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => existsSync(dir));
  const isCovered = (dir: string) => covered.some((root) => realpathSync(dir).startsWith(`${root}/`));
  const holdsTool = (dir: string) => tools.some((tool) => existsSync(join(dir, tool)));
  return mountNamespace('a machine without JDK and Maven', becomeBare, {
    script: { COVERED_PATH: path.filter(isCovered).join(delimiter) },
    commands: { PATH: path.filter((dir) => isCovered(dir) || !holdsTool(dir)).join(delimiter) },
  });
}
