import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { execa } from 'execa';

const checkout = join(import.meta.dirname, '..', '..', '..');
/** What is made from the sources, or belongs to this checkout alone. */
const notCopied = new Set(['node_modules', '.git', '.platform', 'cdktf.out', 'build']);

/** A copy of the sources that a test may edit. */
export interface EditedCheckout {
  readonly dir: string;
  /** Replaces text that must be there, once, in a file. */
  edit(file: string, from: string, to: string): Promise<void>;
  kafkaPlatform(...words: readonly string[]): Promise<{ exitCode?: number; stdout: string; stderr: string }>;
}

export async function editedCheckout(): Promise<EditedCheckout> {
  const dir = await mkdtemp(join(tmpdir(), 'checkout-'));
  await cp(checkout, dir, {
    recursive: true,
    filter: (source) => !notCopied.has(relative(checkout, source).split(sep)[0] ?? ''),
  });
  await symlink(join(checkout, 'node_modules'), join(dir, 'node_modules'));
  return {
    dir,
    async edit(file, from, to) {
      const text = await readFile(join(dir, file), 'utf8');
      expect({ file, from, times: text.split(from).length - 1 }).toEqual({ file, from, times: 1 });
      await writeFile(join(dir, file), text.replace(from, to));
    },
    async kafkaPlatform(...words) {
      const options = { cwd: dir, reject: false, stdin: 'ignore' } as const;
      return execa('node', ['cli/kafka-platform.js', ...words], options);
    },
  };
}
