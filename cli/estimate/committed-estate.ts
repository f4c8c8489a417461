import { execa, ExecaError } from 'execa';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { commitOf, git, shortHash } from '../git.ts';

interface CommittedEstateOptions {
  /** A checkout's top directory. */
  readonly repository: string;
  /** A branch, tag or commit. */
  readonly ref: string;
  readonly environment: string;
  /** An empty one; whoever has made it removes it. */
  readonly directory: string;
  /** Whose packages the commit's code runs with. */
  readonly nodeModules: string;
  readonly signal: AbortSignal;
}

interface CommittedEstate {
  /** Full hash. */
  readonly commit: string;
  /** Has the stacks of the environment in `stacks/<stack>/cdk.tf.json`. */
  readonly outdir: string;
}

/**
 * Writes the Terraform of an environment as a commit has it: its model and its constructs, by its own command. Nothing is
 * changed in the repository, its list of worktrees neither.
 *
 * @throws GitError, Error when the commit's command fails
 */
export async function synthesizeCommit(options: CommittedEstateOptions): Promise<CommittedEstate> {
  const { repository, ref, environment, directory, nodeModules, signal } = options;
  const commit = await commitOf(repository, ref);
  const checkout = join(directory, 'checkout');
  // An index of its own: that of the repository is its user's.
  const index = { GIT_INDEX_FILE: join(directory, 'index') };
  await git(repository, ['read-tree', commit], index);
  await git(repository, ['checkout-index', '--all', `--prefix=${checkout}/`], index);
  await symlink(nodeModules, join(checkout, 'node_modules'));
  signal.throwIfAborted();

  const outdir = join(directory, 'synthesized');
  const words = [join(checkout, 'cli/kafka-platform.js'), 'synth', '--env', environment, '--out', outdir];
  try {
    await execa(process.execPath, words, {
      cwd: checkout,
      stdin: 'ignore',
      cancelSignal: signal,
      // It would keep what is compiled for paths that nobody comes to again.
      env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    });
  } catch (cause) {
    signal.throwIfAborted();
    const found = cause instanceof ExecaError ? String(cause.stderr).trim() || cause.shortMessage : String(cause);
    throw new Error(
      `--against: commit ${commit.slice(0, shortHash)} can't be synthesized with the packages of this checkout: found ` +
        `"${found}"; synthesize it in a checkout of its own after npm ci (kafka-platform synth --out DIR) and compare ` +
        'with --against-dir DIR',
      { cause },
    );
  }
  return { commit, outdir };
}
