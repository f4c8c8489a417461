import { execa } from 'execa';
import semver from 'semver';

/** A program of the operating system that a test needs. */
export interface SystemTool {
  readonly name: string;
  /** The versions its tests were written against, as a semver range. */
  readonly range: string;
  /** Debian's package that brings it. */
  readonly debianPackage: string;
  /** What makes it print its version. @default '--version' */
  readonly versionFlag?: string;
}

export const systemTools: readonly SystemTool[] = [
  { name: 'shellcheck', range: '0.9.x || 0.10.x', debianPackage: 'shellcheck' },
  { name: 'haproxy', range: '2.6.x', debianPackage: 'haproxy', versionFlag: '-v' },
  { name: 'debootstrap', range: '1.0.x', debianPackage: 'debootstrap' },
  {
    name: 'python3',
    range: '3.11.x || 3.12.x || 3.13.x',
    debianPackage: 'python3-venv',
    // Debian's Python without this package has a `venv` that can't bring pip.
    versionFlag: '-cimport ensurepip, platform; print(platform.python_version())',
  },
];

/**
 * Makes sure that a tool is present in a version within its range. Installs it with apt where this process may.
 *
 * @returns the version found
 * @throws with the line to type, where the tool is missing and can't be installed or has another version
 */
export async function requireTool(tool: SystemTool): Promise<string> {
  if ((await installedVersion(tool)) === undefined) await install(tool);
  const version = await installedVersion(tool);
  if (version === undefined || !semver.satisfies(version, tool.range)) {
    throw new Error(
      `${tool.name}: found ${version ?? 'no version'}, expected ${tool.range}. Install that version, or widen the range in test/system/tools.ts once its tests pass.`,
    );
  }
  return version;
}

async function installedVersion({ name, versionFlag = '--version' }: SystemTool): Promise<string | undefined> {
  const { stdout, failed } = await execa(name, [versionFlag], { reject: false });
  return failed ? undefined : semver.coerce(/\d+\.\d+(\.\d+)?/.exec(stdout)?.[0])?.version;
}

async function install({ name, debianPackage }: SystemTool): Promise<void> {
  const line = `apt-get install -y --no-install-recommends ${debianPackage}`;
  const apt = await execa('apt-get', ['--version'], { reject: false });
  if (apt.failed || process.getuid?.() !== 0) {
    throw new Error(`${name}: not installed. On Debian type: sudo ${line}; with Homebrew: brew install ${name}`);
  }
  console.error(`installing ${name}: ${line}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update', '-qq'], { env, stdin: 'ignore' });
  await execa('apt-get', line.split(' ').slice(1), { env, stdin: 'ignore' });
}
