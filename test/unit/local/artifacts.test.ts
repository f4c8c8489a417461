import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upstreamVersion, withoutLinksAway } from '../../../local/artifacts/debian-packages.ts';
import { readLock } from '../../../local/artifacts/lock.ts';
import { pack, sha256Of } from '../../../local/artifacts/pack.ts';
import { artifactNames, environmentNames, lockedArtifact, platformOf } from '../../../platform/index.ts';
import packageJson from '../../../package.json' with { type: 'json' };

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'artifacts-'))));
afterEach(() => rmSync(directory, { recursive: true }));

test('the same files make the same archive, whenever they were written and in which order', async () => {
  const write = (name: string, order: readonly string[], time: number) => {
    mkdirSync(join(directory, name));
    for (const file of order) {
      const path = join(directory, name, file);
      writeFileSync(path, `text of ${file}\n`);
      utimesSync(path, time, time);
    }
    return pack(join(directory, name), join(directory, `${name}.tar.gz`));
  };
  const sha256 = await write('one', ['a', 'b'], 1_000_000_000);
  expect(await write('other', ['b', 'a'], 1_700_000_000)).toBe(sha256);
  expect(await sha256Of(join(directory, 'one.tar.gz'))).toBe(sha256);
});

test('a package’s links to its configuration become the files; links to other packages’ files go', async () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  write('etc/java/net.properties', 'of java');
  write('usr/lib/java/bin/java', 'program');
  symlinkSync('/etc/java/net.properties', join(directory, 'usr/lib/java/net.properties'));
  symlinkSync('/etc/ssl/certs/java/cacerts', join(directory, 'usr/lib/java/cacerts'));
  symlinkSync('bin/java', join(directory, 'usr/lib/java/java'));
  await withoutLinksAway(directory, join(directory, 'usr/lib/java'));
  expect(readFileSync(join(directory, 'usr/lib/java/net.properties'), 'utf8')).toBe('of java');
  expect(readFileSync(join(directory, 'usr/lib/java/java'), 'utf8')).toBe('program');
  expect(() => readFileSync(join(directory, 'usr/lib/java/cacerts'))).toThrow('ENOENT');
});

test.each([
  ['17.0.21.1+2-1~deb12u1', '17.0.21.1'],
  ['2.6.12-1+deb12u4', '2.6.12'],
  ['1:2.3-4', '2.3'],
])('of Debian’s version %s its makers say %s', (version, expected) => {
  expect(upstreamVersion(version)).toBe(expected);
});

describe('the lock', () => {
  test('has each artifact with a checksum, and each package of Debian with version and checksum', async () => {
    const lock = await readLock();
    expect(Object.keys(lock).sort()).toEqual([...artifactNames].sort());
    const packages = Object.values(lock).flatMap(({ debianPackages = [] }) => debianPackages);
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['openjdk-17-jre-headless', 'haproxy']));
    for (const { sha256 } of [...Object.values(lock), ...packages]) expect(sha256).not.toMatch(/^0+$/);
  });

  test('has the Node that the checkout has, and the Kafka that every environment names', () => {
    expect(lockedArtifact('node').version).toBe(packageJson.devDependencies.node);
    for (const environment of environmentNames) {
      expect(lockedArtifact('kafka').version).toBe(platformOf(environment).kafka.version);
      expect(lockedArtifact('mirror-maker').version).toBe(platformOf(environment).kafka.version);
    }
  });

  test('names objects by their content', () => {
    const { object, sha256 } = lockedArtifact('kafka');
    expect(object).toBe(`kafka-3.9.2-${sha256.slice(0, 8)}.tar.gz`);
  });
});
