import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const tools = join(import.meta.dirname, '../../build/system-tools');

/**
 * Makes a virtual environment with what a requirements.txt pins, once; its hashes vouch for it.
 *
 * @param name of the tool that it is for
 * @returns the environment's Python, which runs the tool as `-m MODULE`
 */
export async function pythonEnvironment(name: string, requirementsFile: URL): Promise<string> {
  const requirements = fileURLToPath(requirementsFile);
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 8);
  const home = join(tools, `${name}-${key}`);
  const python = (directory: string) => join(directory, 'bin/python');
  const isThere = await access(home).then(
    () => true,
    () => false, // not installed yet
  );
  if (isThere) return python(home);
  await mkdir(tools, { recursive: true });
  const aside = `${home}.part`;
  await rm(aside, { recursive: true, force: true });
  await execa('python3', ['-m', 'venv', aside]);
  const { failed, all } = await execa(
    python(aside),
    [
      ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
      ...['--require-hashes', '--only-binary', ':all:', '--requirement', requirements],
    ],
    { all: true, reject: false },
  );
  if (failed) throw new Error(`pip could not install ${requirements}; it needs a Python package index:\n${all}`);
  await rename(aside, home);
  return python(home);
}
