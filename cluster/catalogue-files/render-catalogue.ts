import { accessFile, renderAccess } from './access-file.ts';
import type { Catalogue } from './catalogue.ts';
import { platformFile, renderPlatform } from './platform-file.ts';
import { quotasFile, renderQuotas } from './quotas-file.ts';
import { renderSubjects } from './subjects-file.ts';
import { renderTopics, topicsFile } from './topics-file.ts';
import { renderUsers, usersFile } from './users-file.ts';

/**
 * The files of a catalogue, by path in its directory. Equal catalogues give equal bytes, in whatever order their
 * resources are.
 */
export function renderCatalogue(catalogue: Catalogue): ReadonlyMap<string, string> {
  const { platform, topics, removed, access, quotas, users, subjects } = catalogue;
  return new Map([
    [platformFile, renderPlatform(platform)],
    [topicsFile, renderTopics(topics, removed)],
    [accessFile, renderAccess(access)],
    [quotasFile, renderQuotas(quotas)],
    [usersFile, renderUsers(users)],
    ...(subjects.length === 0 && platform.registry === undefined ? [] : renderSubjects(subjects)),
  ]);
}
