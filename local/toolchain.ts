import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import semver from 'semver';
import { LocalError } from './local-error.ts';
import { install, type InstallCommand } from './package-manager.ts';

/** Kafka 3.9 runs on 17, and so does the registry; older ones don't start it. */
const oldestJava = '17.0.0';
/** The plugin that copies the jars asks for this one. */
const oldestMaven = '3.6.3';

/** What of the tools was found. */
export interface ObservedToolchain {
  /** `17.0.15`; absent when `java` isn't on the path or doesn't run. */
  readonly java?: string;
  /** The `java` that the path leads to. */
  readonly javaFile?: string;
  /** Whether the compiler is there too: a JRE alone can't run `java File.java`. */
  readonly compiler: boolean;
  /** `3.8.7`; absent when it isn't there, `unneeded` when nothing is to be fetched. */
  readonly maven?: string;
  /** The `mvn` that the path leads to. */
  readonly mavenFile?: string;
  readonly system: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  readonly hasBrew: boolean;
}

/** What to do about the tools. */
export type ToolchainDecision =
  | { readonly kind: 'ok' }
  | { readonly kind: 'install'; readonly problems: readonly string[]; readonly commands: readonly InstallCommand[] }
  | { readonly kind: 'missing'; readonly problems: readonly string[]; readonly line: string };

/**
 * Decides whether the tools suffice, can be installed from here, or need a person.
 *
 * @param mayInstall false with `--no-install`
 * @returns for `install` the commands to run in order; for `missing` the line for the person's shell
 */
export function decideToolchain(observed: ObservedToolchain, mayInstall: boolean): ToolchainDecision {
  const jdkProblem = problemOfJdk(observed);
  const mavenProblem = problemOfMaven(observed, jdkProblem === undefined);
  const problems = [jdkProblem, mavenProblem].filter((problem) => problem !== undefined);
  if (problems.length === 0) return { kind: 'ok' };

  const wants = { jdk: jdkProblem !== undefined, maven: mavenProblem !== undefined };
  const commands = installCommands(observed, wants);
  const canInstall = observed.hasBrew || (observed.hasApt && observed.isRoot);
  if (mayInstall && canInstall) return { kind: 'install', problems, commands };
  const sudo = observed.hasApt && !observed.isRoot && !observed.hasBrew ? 'sudo ' : '';
  const forPeople = commands.filter(({ words }) => !words.includes('--download-only'));
  const line =
    forPeople.length > 0
      ? forPeople.map(({ words }) => sudo + words.join(' ')).join(' && ')
      : `install a JDK (17 or newer) and Maven (${oldestMaven} or newer) so that java, javac and mvn are on the PATH`;
  return { kind: 'missing', problems, line };
}

function problemOfJdk({ java, javaFile, compiler }: ObservedToolchain): string | undefined {
  if (java === undefined) {
    return javaFile === undefined
      ? 'java: not found on the PATH, expected a JDK, 17 or newer'
      : `java: found ${javaFile}, which tells no version, expected a JDK, 17 or newer`;
  }
  const version = semver.coerce(java);
  if (version === null || semver.lt(version, oldestJava)) {
    return `java: found ${java}${at(javaFile)}, expected a JDK, 17 or newer`;
  }
  return compiler ? undefined : `javac: not found on the PATH, expected the whole JDK (java ${java} is there)`;
}

function problemOfMaven({ maven, mavenFile }: ObservedToolchain, hasJdk: boolean): string | undefined {
  if (maven === 'unneeded') return undefined;
  if (maven === undefined) {
    if (mavenFile === undefined) return `mvn: not found on the PATH, expected Maven, ${oldestMaven} or newer`;
    // Maven runs on Java: without a right one it can't tell its version, and that isn't its fault.
    if (!hasJdk) return undefined;
    return `mvn: found ${mavenFile}, which tells no version, expected Maven, ${oldestMaven} or newer`;
  }
  const version = semver.coerce(maven);
  const tooOld = version === null || semver.lt(version, oldestMaven);
  return tooOld ? `mvn: found ${maven}${at(mavenFile)}, expected ${oldestMaven} or newer` : undefined;
}

function at(file: string | undefined): string {
  return file === undefined ? '' : ` (${file})`;
}

function installCommands(observed: ObservedToolchain, wants: { jdk: boolean; maven: boolean }): InstallCommand[] {
  if (observed.hasBrew) {
    // The cask, since the formula leaves `java` off the PATH.
    return [
      ...(wants.jdk ? [['brew', 'install', '--cask', 'temurin@21']] : []),
      ...(wants.maven ? [['brew', 'install', 'maven']] : []),
    ].map((words) => ({ words, canBeCutOff: true }));
  }
  if (!observed.hasApt) return [];
  const packages = [...(wants.jdk ? ['default-jdk-headless'] : []), ...(wants.maven ? ['maven'] : [])];
  const install = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...packages];
  return [
    { words: ['apt-get', 'update', '-q'], canBeCutOff: true },
    // By itself, so that on a slow network Ctrl-C needs to wait for the unpacking only.
    { words: [...install, '--download-only'], canBeCutOff: true },
    { words: install, canBeCutOff: false },
  ];
}

/** Looks at the machine. `needsMaven` false spares the second it takes to ask Maven. */
async function observeToolchain(needsMaven: boolean): Promise<ObservedToolchain> {
  const [javaFile, javac, mavenFile, apt, brew] = await Promise.all(
    ['java', 'javac', 'mvn', 'apt-get', 'brew'].map(findOnPath),
  );
  const [javaText, mavenText] = await Promise.all([
    javaFile === undefined ? undefined : outputOf(javaFile, ['-version']),
    mavenFile === undefined || !needsMaven ? undefined : outputOf(mavenFile, ['--version']),
  ]);
  const java = /version "([^"]+)"/.exec(javaText ?? '')?.[1];
  const maven = needsMaven ? /Apache Maven ([\d.]+)/.exec(mavenText ?? '')?.[1] : 'unneeded';
  return {
    ...(java === undefined ? {} : { java }),
    ...(javaFile === undefined ? {} : { javaFile }),
    ...(maven === undefined ? {} : { maven }),
    ...(mavenFile === undefined ? {} : { mavenFile }),
    compiler: javac !== undefined,
    system: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: apt !== undefined,
    hasBrew: brew !== undefined && process.getuid?.() !== 0, // Homebrew refuses to run as root
  };
}

/**
 * Makes sure that JDK and Maven are there, installing them where that is possible and allowed.
 *
 * @param say told what is missing and what is about to be installed, before it is
 * @returns the JDK's version, `17.0.15`
 * @throws LocalError `MACHINE_LACKS` with the exact line that installs what is missing, or with what hinders it
 */
export async function ensureToolchain(options: {
  readonly needsMaven: boolean;
  readonly mayInstall: boolean;
  readonly signal?: AbortSignal;
  readonly say: (message: string) => void;
}): Promise<string> {
  const observed = await observeToolchain(options.needsMaven);
  const decision = decideToolchain(observed, options.mayInstall);
  if (decision.kind === 'missing') throw lacking(decision.problems, `Install with:\n  ${decision.line}`);
  if (decision.kind === 'ok') return observed.java ?? '';

  for (const problem of decision.problems) options.say(problem);
  for (const command of decision.commands) await install(command, options);
  const after = await observeToolchain(options.needsMaven);
  const outcome = decideToolchain(after, false);
  if (outcome.kind === 'missing') throw lacking(outcome.problems, stillWrongAdvice);
  return after.java ?? '';
}

const stillWrongAdvice =
  'It is still so after the installation: let the PATH lead to a newer one first, or install one by hand, and start again';

function lacking(problems: readonly string[], advice: string): LocalError {
  return new LocalError('MACHINE_LACKS', `${problems.join('\n')}\n${advice}`);
}

/** Standard output and error together; undefined when the command isn't there or fails. */
async function outputOf(command: string, words: string[]): Promise<string | undefined> {
  const result = await execa(command, words, { all: true, reject: false, timeout: 60_000 });
  return result.failed ? undefined : result.all;
}

/** The executable file that the PATH leads to, or undefined. */
async function findOnPath(command: string): Promise<string | undefined> {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const files = directories.map((directory) => join(directory, command));
  const executable = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false, // not in this directory: that is the answer
      ),
    ),
  );
  return files.find((_, index) => executable[index]);
}
