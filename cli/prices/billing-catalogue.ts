import { GoogleAuth } from 'google-auth-library';
import { z } from 'zod';
import { asking, KeysError } from '../../keys/index.ts';
import { catalogueSku, type CatalogueSku } from '../../monitoring/index.ts';

/**
 * Google's catalogue of prices. It is asked over HTTP: the client that npm has would bring a second, older set of the
 * libraries below it. https://cloud.google.com/billing/docs/reference/rest
 */
export interface BillingCatalogue {
  /** The SKUs of these services, by their names for people; one that there isn't is left out. */
  readonly skusOf: (services: ReadonlySet<string>) => Promise<ReadonlyMap<string, readonly CatalogueSku[]>>;
}

const service = 'cloudbilling.googleapis.com';
const role = 'roles/serviceusage.serviceUsageConsumer';
const guide = 'docs/how-to/estimate-costs.md';
/** Each waits twice as long as the one before, from a tenth of a second: 13 s in all, then Google is told to be at fault. */
const retries = 7;
const timeoutMs = 60_000;

const page = { nextPageToken: z.string().default('') };
const servicesPage = z.object({
  services: z.array(z.object({ name: z.string(), displayName: z.string() })).default([]),
  ...page,
});
const skusPage = z.object({ skus: z.array(catalogueSku).default([]), ...page });

/**
 * Credentials come from the environment, as Google documents; any will do, since the prices are public.
 *
 * @param projectId whom the calls are charged to: they cost nothing and count against its quota
 * @throws KeysError `MACHINE_LACKS` when nobody is logged in
 */
export async function openBillingCatalogue(projectId: string, endpoint: URL): Promise<BillingCatalogue> {
  const auth = new GoogleAuth({
    projectId,
    scopes: ['https://www.googleapis.com/auth/cloud-billing.readonly'],
    clientOptions: { quotaProjectId: projectId },
  });
  await asking({ what: 'login', role: '', projectId, service: '' }, () => auth.getClient());

  const pages = async <T extends { readonly nextPageToken: string }>(path: string, schema: z.ZodType<T>) => {
    const found: T[] = [];
    for (let pageToken: string | undefined = ''; pageToken !== undefined;) {
      const url = new URL(path, endpoint);
      if (pageToken !== '') url.searchParams.set('pageToken', pageToken);
      const { data } = await asking({ what: path, role, projectId, service, guide }, () =>
        auth.request<unknown>({ url, timeout: timeoutMs, retry: true, retryConfig: { retry: retries } }),
      );
      const answer = parseAnswer(path, schema, data);
      found.push(answer);
      pageToken = answer.nextPageToken === '' ? undefined : answer.nextPageToken;
    }
    return found;
  };

  return {
    skusOf: async (wanted) => {
      const services = (await pages('v1/services', servicesPage)).flatMap((each) => each.services);
      const catalogue = new Map<string, readonly CatalogueSku[]>();
      for (const { name, displayName } of services.filter((each) => wanted.has(each.displayName))) {
        const skus = (await pages(`v1/${name}/skus`, skusPage)).flatMap((each) => each.skus);
        catalogue.set(displayName, [...(catalogue.get(displayName) ?? []), ...skus]);
      }
      return catalogue;
    },
  };
}

function parseAnswer<T>(path: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new KeysError(
    'GOOGLE_FAILED',
    `${path}: found ${problems.join('; ')}, expected an answer as ${service} defines it; see whether its definition has changed`,
  );
}
