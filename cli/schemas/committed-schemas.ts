import { execa } from 'execa';
import { basename } from 'node:path';
import { z } from 'zod';
import type { PublishedSchema, SchemaVersion } from '../../schemas/index.ts';
import { commitOf, git, GitError, shortHash } from '../git.ts';

/** Where `npm run write:schemas` writes to, one file a record. */
const folder = 'schemas/avro';
const suffix = '.avsc';
/** Written beside: the version of each event. */
const versionsFile = 'schemas/versions.json';
const versionsShape = z.record(z.string(), z.string());

/** The schemas that a git commit publishes, with every version that its history has of each. */
export interface CommittedSchemas {
  /** Full hash of the commit. */
  readonly commit: string;
  /** By full record name. */
  readonly schemas: ReadonlyMap<string, PublishedSchema>;
}

/**
 * Reads the committed schemas in a fixed number of calls of git, however many versions there are.
 *
 * @param repository a checkout's top directory
 * @param ref a branch, tag or commit
 * @throws GitError
 */
export async function committedSchemas(repository: string, ref: string): Promise<CommittedSchemas> {
  await refuseShallow(repository);
  const commit = await commitOf(repository, ref);
  const [history, files] = await Promise.all([historyUpTo(repository, commit), filesAt(repository, commit)]);
  const blobs = new Set([...history.map(({ blob }) => blob), ...files.values()]);
  const texts = await textsOf(repository, [...blobs]);
  const versions = versionsIn(texts.get(files.get(basename(versionsFile)) ?? '') ?? '{}', commit);

  const schemas = new Map<string, PublishedSchema>();
  for (const [file, changes] of Map.groupBy(history, ({ file }) => file)) {
    const now = files.get(file);
    const record = basename(file, suffix);
    // Branches may interleave by date: what the commit itself has is the last, whenever it was written.
    const ordered = [...changes.filter(({ blob }) => blob !== now), ...changes.filter(({ blob }) => blob === now)];
    const first = ordered.filter(({ blob }, index) => ordered.findIndex((other) => other.blob === blob) === index);
    schemas.set(record, {
      versions: first.map(({ commit: by, blob }): SchemaVersion => ({
        name: `commit ${by}`,
        schema: texts.get(blob) ?? '',
      })),
      isCurrent: now !== undefined,
      version: versions[record],
    });
  }
  return { commit, schemas };
}

async function refuseShallow(repository: string): Promise<void> {
  const shallow = await git(repository, ['rev-parse', '--is-shallow-repository']);
  if (shallow.trim() !== 'true') return;
  throw new GitError(
    'WRONG_USAGE',
    `${repository}: found a shallow clone, expected the whole history, since all versions count; run git fetch --unshallow`,
  );
}

interface Change {
  readonly file: string;
  readonly blob: string;
  /** Abbreviated hash of the commit that has made it. */
  readonly commit: string;
}

/** Every content that a schema's file has had, oldest first; what merges have made of them too. */
async function historyUpTo(repository: string, commit: string): Promise<readonly Change[]> {
  const options = ['-m', '--raw', '--no-abbrev', '--no-renames', '--format=%H'];
  const log = await git(repository, ['log', ...options, commit, '--', folder]);
  const changes: Change[] = [];
  let by = '';
  for (const line of log.split('\n')) {
    if (/^[0-9a-f]+$/.test(line)) by = line.slice(0, shortHash);
    const change = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]\t(.+\.avsc)$/.exec(line);
    if (change !== null) changes.push({ file: basename(change[2] ?? ''), blob: change[1] ?? '', commit: by });
  }
  return changes.toReversed();
}

function versionsIn(text: string, commit: string): Readonly<Record<string, string>> {
  try {
    return versionsShape.parse(JSON.parse(text));
  } catch (cause) {
    throw new GitError(
      'WRONG_USAGE',
      `${versionsFile} of ${commit.slice(0, shortHash)}: found something else, expected a version by record name; ` +
        'write it anew: npm run write:schemas',
      { cause },
    );
  }
}

/** The schemas' files, and that of their versions, as a commit has them: names and blobs. */
async function filesAt(repository: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const listing = await git(repository, ['ls-tree', commit, `${folder}/`, versionsFile]);
  return new Map(
    [...listing.matchAll(/^\d+ blob ([0-9a-f]+)\t(.+\.(?:avsc|json))$/gm)].map(([, blob = '', file = '']) => [
      basename(file),
      blob,
    ]),
  );
}

/** The contents of blobs, by their names. */
async function textsOf(repository: string, blobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await execa('git', ['-C', repository, 'cat-file', '--batch'], {
    input: `${blobs.join('\n')}\n`,
    encoding: 'buffer',
  });
  const answer = Buffer.from(stdout);
  const texts = new Map<string, string>();
  for (let at = 0; at < answer.length;) {
    const lineEnd = answer.indexOf('\n', at);
    const [blob = '', , size] = answer.toString('utf8', at, lineEnd).split(' ');
    const end = lineEnd + 1 + Number(size);
    texts.set(blob, answer.toString('utf8', lineEnd + 1, end));
    at = end + 1;
  }
  return texts;
}
