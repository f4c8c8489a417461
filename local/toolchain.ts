import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import semver from 'semver';
import { LocalError } from './local-error.ts';

/** Kafka 3.9 runs on 17, and so does the registry; older ones don't start it. */
const oldestJava = '17.0.0';
/** The plugin that copies the jars asks for this one. */
const oldestMaven = '3.6.3';

/** What of the tools was found. */
export interface ObservedToolchain {
  /** `17.0.15`; absent when `java` isn't on the path or doesn't run. */
  readonly java?: string;
  /** Whether the compiler is there too: a JRE alone can't run `java File.java`. */
  readonly compiler: boolean;
  /** `3.8.7`; absent when it isn't there, `unneeded` when nothing is to be fetched. */
  readonly maven?: string;
  readonly system: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  readonly hasBrew: boolean;
}

/** What to do about the tools. */
export type ToolchainDecision =
  | { readonly kind: 'ok' }
  | { readonly kind: 'install'; readonly problems: readonly string[]; readonly commands: readonly string[][] }
  | { readonly kind: 'missing'; readonly problems: readonly string[]; readonly line: string };

/**
 * Decides whether the tools suffice, can be installed from here, or need a person.
 *
 * @param mayInstall false with `--no-install`
 * @returns for `install` the commands to run in order; for `missing` the line for the person's shell
 */
export function decideToolchain(observed: ObservedToolchain, mayInstall: boolean): ToolchainDecision {
  const jdkProblem = problemOfJdk(observed);
  const mavenProblem = problemOfMaven(observed);
  const problems = [jdkProblem, mavenProblem].filter((problem) => problem !== undefined);
  if (problems.length === 0) return { kind: 'ok' };

  const wants = { jdk: jdkProblem !== undefined, maven: mavenProblem !== undefined };
  const commands = installCommands(observed, wants);
  const canInstall = observed.hasBrew || (observed.hasApt && observed.isRoot);
  if (mayInstall && canInstall && commands.length > 0) return { kind: 'install', problems, commands };
  const sudo = observed.hasApt && !observed.isRoot && !observed.hasBrew ? 'sudo ' : '';
  const line =
    commands.length > 0
      ? commands.map((words) => sudo + words.join(' ')).join(' && ')
      : `install a JDK (17 or newer) and Maven (${oldestMaven} or newer) so that java, javac and mvn are on the PATH`;
  return { kind: 'missing', problems, line };
}

function problemOfJdk({ java, compiler }: ObservedToolchain): string | undefined {
  if (java === undefined) return 'java: not found on the PATH, expected a JDK, 17 or newer';
  const version = semver.coerce(java);
  if (version === null || semver.lt(version, oldestJava)) return `java: found ${java}, expected a JDK, 17 or newer`;
  return compiler ? undefined : `javac: not found on the PATH, expected the whole JDK (java ${java} is there)`;
}

function problemOfMaven({ maven }: ObservedToolchain): string | undefined {
  if (maven === 'unneeded') return undefined;
  if (maven === undefined) return `mvn: not found on the PATH, expected Maven, ${oldestMaven} or newer`;
  const version = semver.coerce(maven);
  const tooOld = version === null || semver.lt(version, oldestMaven);
  return tooOld ? `mvn: found ${maven}, expected ${oldestMaven} or newer` : undefined;
}

function installCommands(observed: ObservedToolchain, wants: { jdk: boolean; maven: boolean }): string[][] {
  if (observed.hasBrew) {
    // The cask, since the formula leaves `java` off the PATH.
    return [
      ...(wants.jdk ? [['brew', 'install', '--cask', 'temurin@21']] : []),
      ...(wants.maven ? [['brew', 'install', 'maven']] : []),
    ];
  }
  if (!observed.hasApt) return [];
  const packages = [...(wants.jdk ? ['default-jdk-headless'] : []), ...(wants.maven ? ['maven'] : [])];
  return [
    ['apt-get', 'update', '-q'],
    ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...packages],
  ];
}

/** Looks at the machine. `needsMaven` false spares the second it takes to ask Maven. */
async function observeToolchain(needsMaven: boolean): Promise<ObservedToolchain> {
  const [javaText, compiler, mavenText, hasApt, hasBrew] = await Promise.all([
    outputOf('java', ['-version']),
    isOnPath('javac'),
    needsMaven ? outputOf('mvn', ['--version']) : undefined,
    isOnPath('apt-get'),
    isOnPath('brew'),
  ]);
  const java = javaText === undefined ? undefined : /version "([^"]+)"/.exec(javaText)?.[1];
  const maven = needsMaven ? /Apache Maven ([\d.]+)/.exec(mavenText ?? '')?.[1] : 'unneeded';
  return {
    ...(java === undefined ? {} : { java }),
    ...(maven === undefined ? {} : { maven }),
    compiler,
    system: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt,
    hasBrew: hasBrew && process.getuid?.() !== 0, // Homebrew refuses to run as root
  };
}

/**
 * Makes sure that JDK and Maven are there, installing them where that is possible and allowed.
 *
 * @param say told what is about to be installed, before it is
 * @returns the JDK's version, `17.0.15`
 * @throws LocalError `MACHINE_LACKS` with the exact line that installs what is missing
 */
export async function ensureToolchain(options: {
  readonly needsMaven: boolean;
  readonly mayInstall: boolean;
  readonly signal?: AbortSignal;
  readonly say: (message: string) => void;
}): Promise<string> {
  const observed = await observeToolchain(options.needsMaven);
  const decision = decideToolchain(observed, options.mayInstall);
  if (decision.kind === 'missing') throw lacking(decision.problems, decision.line);
  if (decision.kind === 'ok') return observed.java ?? '';

  for (const [command = '', ...words] of decision.commands) {
    options.say(`${decision.problems.join('; ')}: installing with ${[command, ...words].join(' ')}`);
    await execa(command, words, {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    });
  }
  const after = await observeToolchain(options.needsMaven);
  const outcome = decideToolchain(after, false);
  if (outcome.kind === 'missing') throw lacking(outcome.problems, outcome.line);
  return after.java ?? '';
}

function lacking(problems: readonly string[], line: string): LocalError {
  return new LocalError('MACHINE_LACKS', `${problems.join('\n')}\nInstall with:\n  ${line}`);
}

/** Standard output and error together; undefined when the command isn't there or fails. */
async function outputOf(command: string, words: string[]): Promise<string | undefined> {
  const result = await execa(command, words, { all: true, reject: false, timeout: 60_000 });
  return result.failed ? undefined : result.all;
}

async function isOnPath(command: string): Promise<boolean> {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const found = await Promise.all(
    directories.map((directory) =>
      access(join(directory, command), constants.X_OK).then(
        () => true,
        () => false, // not in this directory: that is the answer
      ),
    ),
  );
  return found.includes(true);
}
