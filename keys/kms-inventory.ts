import type { GoogleAuth } from 'google-auth-library';
import { z } from 'zod';
import { asking, statusOf } from './google-refusal.ts';
import { withinProject, type Key, type KeyUsage, type ProtectedResource } from './key.ts';
import { KeysError } from './keys-error.ts';

/**
 * Google's inventory of what is encrypted with a key. It is asked over HTTP: the client that npm has is of 2023 and knows
 * neither a project's part of the inventory nor the warnings that say that an answer isn't whole.
 * https://cloud.google.com/kms/docs/view-key-usage
 */
export interface KmsInventory {
  /** @throws KeysError when it can't be searched at all */
  readonly usageOf: (key: Key) => Promise<KeyUsage>;
}

/** `projects/ID`, or `organizations/NUMBER` for what lies in other projects. */
export type InventoryScope = `projects/${string}` | `organizations/${string}`;

const service = 'kmsinventory.googleapis.com';

const searchAnswer = z.object({
  protectedResources: z
    .array(
      z.object({
        name: z.string(),
        resourceType: z.string(),
        location: z.string().default('global'),
        projectId: z.string().default(''),
        createTime: z.string().optional(),
        cryptoKeyVersion: z.string().default(''),
        cryptoKeyVersions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().default(''),
});

/** Counts are 64 bits wide, hence texts. */
const summaryAnswer = z.object({
  resourceCount: z.string().regex(/^\d+$/).default('0'),
  warnings: z.array(z.object({ warningCode: z.string(), displayMessage: z.string().default('') })).default([]),
});

export function openKmsInventory(
  auth: GoogleAuth,
  projectId: string,
  scope: InventoryScope,
  endpoint: URL,
): KmsInventory {
  const get = async <T>(path: string, params: Record<string, string>, schema: z.ZodType<T>, role: string) =>
    asking({ what: path, role, projectId, service }, async () => {
      const url = new URL(`/v1/${path}?${new URLSearchParams(params).toString()}`, endpoint);
      const { data } = await auth.request<unknown>({ url, timeout: 60_000 });
      return parseAnswer(path, schema, data);
    });

  const search = async (key: Key): Promise<ProtectedResource[]> => {
    const found: ProtectedResource[] = [];
    let pageToken = '';
    do {
      const page = await get(
        `${scope}/protectedResources:search`,
        { cryptoKey: key.name, ...(pageToken === '' ? {} : { pageToken }) },
        searchAnswer,
        `roles/cloudkms.protectedResourcesViewer on ${scope}`,
      );
      found.push(...page.protectedResources.map((resource) => resourceOf(key, resource)));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  };

  return {
    usageOf: async (key) => {
      const resources = await search(key);
      return { resources, gaps: await gapsIn(key, resources) };
    },
  };

  /** The summary counts in the whole organization, so it tells what the search may not have seen. */
  async function gapsIn({ name }: Key, resources: readonly ProtectedResource[]): Promise<string[]> {
    try {
      const path = `${name}/protectedResourcesSummary`;
      const { resourceCount, warnings } = await get(path, {}, summaryAnswer, `roles/cloudkms.viewer`);
      const unseen = Number(resourceCount) - resources.length;
      return [
        ...warnings.map(({ warningCode, displayMessage }) => inventoryGap(`${warningCode} ${displayMessage}`.trim())),
        ...(unseen > 0 ? [unseenGap(Number(resourceCount), resources.length, scope)] : []),
      ];
    } catch (error) {
      // The search was allowed, so it isn't the caller: Google's own agent lacks its role, or there is no organization.
      if (['FAILED_PRECONDITION', 'PERMISSION_DENIED'].includes(statusOf(error)))
        return [inventoryGap((error as KeysError).message)];
      throw error;
    }
  }
}

function inventoryGap(found: string): string {
  return (
    `Google's inventory may not be whole: ${found}; docs/how-to/rotate-keys.md says what it needs to see the whole ` +
    'organization'
  );
}

function unseenGap(counted: number, seen: number, scope: InventoryScope): string {
  return (
    `Google's inventory counts ${String(counted)} resources and shows ${String(seen)} of them in ${scope}; ` +
    'see the others with --organization NUMBER, or try again later'
  );
}

function parseAnswer<T>(path: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new KeysError(
    'GOOGLE_FAILED',
    `${path}: found ${problems}, expected an answer as ${service} defines it; see whether its definition has changed`,
  );
}

type FoundResource = z.output<typeof searchAnswer>['protectedResources'][number];

function resourceOf(key: Key, found: FoundResource): ProtectedResource {
  const names = [...found.cryptoKeyVersions, found.cryptoKeyVersion];
  return {
    name: found.name,
    type: found.resourceType,
    location: found.location,
    projectId: found.projectId,
    createdAt: found.createTime ?? null,
    versions: [...new Set(names.flatMap((name) => versionOf(key, name)))].sort((left, right) => left - right),
  };
}

function versionOf(key: Key, name: string): number[] {
  const [, ofKey, number] = /^(.+)\/cryptoKeyVersions\/(\d+)$/.exec(withinProject(name)) ?? [];
  return ofKey === withinProject(key.name) ? [Number(number)] : [];
}
