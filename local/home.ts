import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import type { MachineLayout } from '../render/index.ts';
import { errorCodeOf } from './error-code.ts';
import { LocalError } from './local-error.ts';

/** Says that a directory is ours, so that `--clean` never empties another. */
const signFile = '.kafka-platform';

/** A platform's directory on this machine. Everything in it is its owner's only. */
export interface Home {
  readonly dir: string;
  /** Jars and class-data archives, which several homes share. */
  readonly jarsDir: string;
  readonly files: {
    readonly lock: string;
    readonly secrets: string;
    readonly certificates: string;
    /** The authority with the key that it signs with: the one file that could make another node. */
    readonly authority: string;
    readonly users: string;
    /** Directory with the passwords of the services' users, a file each. */
    readonly serviceSecrets: string;
    readonly caCertificate: string;
    readonly truststore: string;
    readonly adminProperties: string;
    readonly clientProperties: string;
    /** What a start in the background prints: it outlives `cleanHome`, since that start is writing it. */
    readonly log: string;
  };
  /** A node's own directory: configuration, data, logs, secrets. */
  nodeDir(name: string): string;
  /** Where the renderers put a node's files. */
  layout(name: string): MachineLayout;
  /** What the node's process printed. */
  logFile(name: string): string;
}

/**
 * Opens a platform's directory, made when it isn't there.
 *
 * @param path may be relative to the working directory
 * @param jarsDir @default `jars` beside the directory
 * @throws LocalError `WRONG_USAGE` for a path that can't be used, `REFUSED` for a directory that holds other things
 */
export async function openHome(path: string, jarsDir: string = join(dirname(resolve(path)), 'jars')): Promise<Home> {
  const home = homeAt(resolve(path), resolve(jarsDir));
  // Kafka's "${file:PATH:KEY}" ends the path at a colon; quotes, backslashes and % mean something to Java's files.
  const wrong = /[^\w\p{L} ./@+=~,-]/u.exec(home.dir);
  if (wrong !== null) {
    throw new LocalError(
      'WRONG_USAGE',
      `home ${home.dir}: found the character ${JSON.stringify(wrong[0])}, which Kafka's files can't hold in a path; choose another directory`,
    );
  }
  try {
    await mkdir(home.dir, { recursive: true, mode: 0o700 });
    const entries = await readdir(home.dir);
    if (entries.length > 0 && !entries.includes(signFile)) {
      throw new LocalError(
        'REFUSED',
        `home ${home.dir}: found ${entries.slice(0, 3).join(', ')} and no ${signFile}, expected an empty directory or a platform's; choose another directory`,
      );
    }
    await chmod(home.dir, 0o700);
    await writeFile(join(home.dir, signFile), 'Made by kafka-platform, which may delete this directory.\n');
  } catch (error) {
    // A full disk is no fault of the directory's name.
    if (error instanceof LocalError || errorCodeOf(error) === 'ENOSPC') throw error;
    throw new LocalError(
      'WRONG_USAGE',
      `home ${home.dir}: ${messageOf(error)}; expected a directory that can be written; choose another`,
      { cause: error },
    );
  }
  return home;
}

/** Removes all that a platform keeps: topics, users, certificates. Nothing may be running in it. */
export async function cleanHome(home: Home): Promise<void> {
  const { lock, log } = home.files;
  const paths = (await readdir(home.dir)).map((name) => join(home.dir, name));
  const removable = paths.filter((path) => ![join(home.dir, signFile), lock, log].includes(path));
  await Promise.all(removable.map((path) => rm(path, { recursive: true, force: true })));
}

function homeAt(dir: string, jarsDir: string): Home {
  const nodeDir = (name: string) => join(dir, name);
  return {
    dir,
    jarsDir,
    files: {
      lock: join(dir, 'lock.json'),
      secrets: join(dir, 'secrets', 'secrets.json'),
      certificates: join(dir, 'secrets', 'certificates.json'),
      authority: join(dir, 'secrets', 'authority.json'),
      users: join(dir, 'secrets', 'users.json'),
      serviceSecrets: join(dir, 'secrets', 'services'),
      caCertificate: join(dir, 'ca.pem'),
      truststore: join(dir, 'truststore.jks'),
      adminProperties: join(dir, 'admin.properties'),
      clientProperties: join(dir, 'client.properties'),
      log: join(dir, 'platform.log'),
    },
    nodeDir,
    layout: (name) => ({
      installDir: jarsDir,
      configDir: nodeDir(name),
      dataDir: join(nodeDir(name), 'data'),
      logDir: join(nodeDir(name), 'logs'),
      secretsDir: join(nodeDir(name), 'secrets'),
    }),
    logFile: (name) => join(nodeDir(name), 'logs', 'output.log'),
  };
}

/** Writes a file that only its owner can read, whole or not at all. Its directory is made where it isn't there. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(beside, text, { mode: 0o600, flush: true });
  await rename(beside, file);
}

/** The file's text, or undefined when it isn't there. Other failures are thrown. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
