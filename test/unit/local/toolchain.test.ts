import { decideToolchain, type ObservedToolchain } from '../../../local/toolchain.ts';

const complete: ObservedToolchain = {
  java: '17.0.15',
  compiler: true,
  maven: '3.8.7',
  system: 'linux',
  isRoot: true,
  hasApt: true,
  hasBrew: false,
};
const { java: _java, ...withoutJava } = complete;
const { maven: _maven, ...withoutMaven } = complete;

test.each([
  ['a JDK 17 with Maven 3.8', complete],
  ['a newer JDK, whose version has one number', { ...complete, java: '25' }],
  ['no Maven when nothing is to be fetched', { ...withoutMaven, maven: 'unneeded' }],
])('is content with %s', (_name, observed) => {
  expect(decideToolchain(observed, true)).toEqual({ kind: 'ok' });
});

test('installs both with apt as root', () => {
  const { java: _1, maven: _2, ...bare } = complete;
  const install = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', 'default-jdk-headless', 'maven'];
  expect(decideToolchain({ ...bare, compiler: false }, true)).toEqual({
    kind: 'install',
    problems: [
      'java: not found on the PATH, expected a JDK, 17 or newer',
      'mvn: not found on the PATH, expected Maven, 3.6.3 or newer',
    ],
    commands: [
      { words: ['apt-get', 'update', '-q'], canBeCutOff: true },
      { words: [...install, '--download-only'], canBeCutOff: true },
      { words: install, canBeCutOff: false },
    ],
  });
});

test('installs only what is missing, with Homebrew', () => {
  const mac = { ...withoutMaven, system: 'darwin' as const, isRoot: false, hasApt: false, hasBrew: true };
  expect(decideToolchain(mac, true)).toMatchObject({
    kind: 'install',
    commands: [{ words: ['brew', 'install', 'maven'] }],
  });
});

test('prints the line instead when it may not install', () => {
  expect(decideToolchain({ ...withoutJava, compiler: false }, false)).toEqual({
    kind: 'missing',
    problems: ['java: not found on the PATH, expected a JDK, 17 or newer'],
    line: 'apt-get update -q && apt-get install -q -y --no-install-recommends default-jdk-headless',
  });
});

test('prints the line with sudo for a user who is not root', () => {
  expect(decideToolchain({ ...withoutMaven, isRoot: false }, true)).toMatchObject({
    kind: 'missing',
    line: 'sudo apt-get update -q && sudo apt-get install -q -y --no-install-recommends maven',
  });
});

test('tells what to look for where it knows no package manager', () => {
  const decision = decideToolchain({ ...withoutMaven, hasApt: false }, true);
  expect(decision).toMatchObject({ kind: 'missing', line: expect.stringContaining('java, javac and mvn') });
});

test.each([
  ['no Java', { ...withoutJava, compiler: false }, 'java: not found on the PATH, expected a JDK, 17 or newer'],
  ['an old Java', { ...complete, java: '11.0.22' }, 'java: found 11.0.22, expected a JDK, 17 or newer'],
])('blames Maven for nothing as long as it has %s to run on', (_name, observed, problem) => {
  const { maven: _, ...silent } = { ...observed, mavenFile: '/usr/bin/mvn' };
  expect(decideToolchain(silent, false)).toMatchObject({ problems: [problem] });
});

test.each([
  [
    'Java 11 first on the PATH',
    { ...complete, java: '11.0.22', javaFile: '/opt/java' },
    'java: found 11.0.22 (/opt/java), ',
  ],
  [
    'a java that tells no version',
    { ...withoutJava, javaFile: '/opt/java' },
    'java: found /opt/java, which tells no version, expected a JDK, 17 or newer',
  ],
  [
    'an mvn that tells no version',
    { ...withoutMaven, mavenFile: '/opt/mvn' },
    'mvn: found /opt/mvn, which tells no version, expected Maven, 3.6.3 or newer',
  ],
  ['Java 11', { ...complete, java: '11.0.22' }, 'java: found 11.0.22, expected a JDK, 17 or newer'],
  ['Java 8, whose version begins with 1', { ...complete, java: '1.8.0_402' }, 'java: found 1.8.0_402'],
  ['Maven 3.3', { ...complete, maven: '3.3.9' }, 'mvn: found 3.3.9, expected 3.6.3 or newer'],
  ['a JRE without compiler', { ...complete, compiler: false }, 'javac: not found on the PATH'],
])('refuses %s', (_name, observed, problem) => {
  const decision = decideToolchain(observed, false);
  expect(decision.kind === 'missing' && decision.problems.join()).toContain(problem);
});
