import { accessFile, parseAccess } from './access-file.ts';
import { CatalogueError } from './catalogue-error.ts';
import type { Catalogue } from './catalogue.ts';
import { parsePlatform, platformFile } from './platform-file.ts';
import { parseQuotas, quotasFile } from './quotas-file.ts';
import { parseSubjects, subjectsFile } from './subjects-file.ts';
import { isTopicsFile, parseTopics, topicsFile } from './topics-file.ts';
import { parseUsers, usersFile } from './users-file.ts';
import type { Problem } from './yaml-file.ts';

/** Those at the top of the directory. */
export const yamlFiles: readonly string[] = [platformFile, topicsFile, accessFile, quotasFile, usersFile, subjectsFile];

/**
 * What catalogue files want. Only `platform.yaml` must be there: of what has no file, nothing is wanted.
 *
 * @param files their texts, by path in the directory
 * @param dir for the words of errors
 * @throws CatalogueError `INVALID_CATALOGUE`, with all that is wrong in any of them
 */
export function parseCatalogue(files: ReadonlyMap<string, string>, dir: string): Catalogue {
  const problems: Problem[] = [];
  for (const file of files.keys()) {
    const isKnown = yamlFiles.includes(file) || isTopicsFile(file);
    if (!isKnown && /\.ya?ml$/.test(file) && !file.startsWith('subjects/')) {
      problems.push({ place: file, found: 'a file', expected: `one of ${yamlFiles.join(', ')}, topics/*.yaml` });
    }
  }
  const platformText = files.get(platformFile);
  if (platformText === undefined) {
    problems.push({ place: platformFile, found: 'no such file', expected: 'what kafka-platform import --out writes' });
  }
  const platform = parsePlatform(platformText ?? '', platformText === undefined ? [] : problems);
  const { topics, removed } = parseTopics(new Map([...files].filter(([file]) => isTopicsFile(file))), problems);
  const catalogue = {
    topics,
    removed,
    access: parseAccess(files.get(accessFile) ?? 'access: []', problems),
    quotas: parseQuotas(files.get(quotasFile) ?? 'quotas: []', problems),
    users: parseUsers(files.get(usersFile) ?? 'users: []', problems),
    subjects: parseSubjects(files, problems),
  };
  if (platform !== undefined && problems.length === 0) return { platform, ...catalogue };
  const lines = problems.map(({ place, found, expected }) => `${dir}/${place}: found ${found}, expected ${expected}`);
  throw new CatalogueError('INVALID_CATALOGUE', `${lines.join('\n')}\ncorrect the files; nothing was asked or changed`);
}
