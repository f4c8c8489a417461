import { once } from 'node:events';
import { execa } from 'execa';

/** A place where this machine's directories can be covered by others, for the commands that are run in it only. */
export type MountNamespace = Awaited<ReturnType<typeof mountNamespace>>;

/**
 * @param what it is, for the error where it can't be had
 * @param script what a shell mounts and changes there first
 * @param env for that shell, and then for each command
 * @throws where this process may not have one, telling what it takes
 */
export async function mountNamespace(
  what: string,
  script: string,
  env: {
    readonly script?: Readonly<Record<string, string>>;
    readonly commands?: Readonly<Record<string, string>>;
  } = {},
) {
  // It ends with its standard input, so also when this process is killed.
  const holder = execa('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', `${script}\necho there\ncat`], {
    reject: false,
    stdin: 'pipe',
    ...(env.script === undefined ? {} : { env: env.script }),
  });
  const isThere = await Promise.race([once(holder.stdout, 'data').then(() => true), holder.then(() => false)]);
  if (!isThere) {
    const { stderr, shortMessage } = await holder;
    throw new Error(
      `${what}: can't be had here. Expected Debian, root, and leave to mount (in a container: --privileged), found\n` +
        String(stderr || shortMessage),
    );
  }
  const inside = ['--mount', `--target=${String(holder.pid)}`, 'sh', '-c', 'cd "$0" && exec "$@"', process.cwd()];
  return {
    /** Runs a command there, in this working directory and a process group of its own, as a terminal would. */
    run: (command: string, ...words: readonly string[]) =>
      execa('nsenter', [...inside, command, ...words], {
        all: true,
        reject: false,
        stdin: 'ignore',
        detached: true,
        ...(env.commands === undefined ? {} : { env: env.commands }),
      }),
    async end() {
      holder.stdin.end();
      await holder;
    },
  };
}
