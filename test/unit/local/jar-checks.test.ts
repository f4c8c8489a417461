import { readFile } from 'node:fs/promises';
import { describeProblems, isUnchanged, parseChecksums } from '../../../local/jar-checks.ts';

const right = 'a'.repeat(64);
const wrong = 'b'.repeat(64);
const file = { size: 10, mtimeMs: 1_000 };
const stamp = { ...file, sha256: right };

test('reads a list of checksums by file name', () => {
  expect([...parseChecksums(`${right}  one.jar\n${wrong} *two.tar.gz\n`)]).toEqual([
    ['one.jar', right],
    ['two.tar.gz', wrong],
  ]);
});

test.each(['not a checksum', `${right}  ../escape.jar`, `${right} one.jar`])('refuses the line "%s"', (line) => {
  expect(() => parseChecksums(`${right}  fine.jar\n${line}\n`)).toThrow('line 2 of the checksums');
});

test('pins every jar, and the registry, by checksum', async () => {
  const pinned = parseChecksums(await readFile('local/jars.sha256', 'utf8'));
  const pom = await readFile('local/pom.xml', 'utf8');
  const kafka = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1];
  expect([...pinned.keys()]).toEqual(
    expect.arrayContaining([
      `kafka_2.13-${kafka}.jar`,
      'zookeeper-3.8.4.jar',
      expect.stringMatching(/^apicurio-registry-app-.*-all\.tar\.gz$/),
    ]),
  );
});

test('does not read a file again that looks as it did when it was right', () => {
  expect(isUnchanged(right, stamp, file)).toBe(true);
});

test.each([
  ['was never read', undefined, file],
  ['is gone', stamp, undefined],
  ['has another size', stamp, { ...file, size: 11 }],
  ['has another time', stamp, { ...file, mtimeMs: 1_001 }],
  ['was right for another version', { ...stamp, sha256: wrong }, file],
])('reads a file that %s', (_name, seenStamp, seenFile) => {
  expect(isUnchanged(right, seenStamp, seenFile)).toBe(false);
});

test('names a corrupted jar with both checksums', () => {
  expect(describeProblems([{ name: 'one.jar', expected: right, found: wrong }])).toBe(
    `one.jar: found sha256 ${wrong}, expected ${right}`,
  );
});
