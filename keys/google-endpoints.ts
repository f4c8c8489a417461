import { KeysError } from './keys-error.ts';

/** Where Google's APIs are asked, where that isn't their public address. */
export interface GoogleEndpoints {
  readonly cloudKms: URL | undefined;
  readonly kmsInventory: URL;
  readonly cloudBilling: URL;
}

/** The variables by which gcloud is told of a private endpoint, and this command with it. */
const variable = {
  cloudKms: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS',
  kmsInventory: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_KMSINVENTORY',
  cloudBilling: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDBILLING',
} as const;

/**
 * @param variables the environment's
 * @throws KeysError `WRONG_USAGE` for what is no address, or one to which tokens would go unencrypted
 */
export function googleEndpoints(variables: Readonly<Record<string, string | undefined>>): GoogleEndpoints {
  const endpoint = (name: string) => {
    const text = variables[name];
    return text === undefined || text === '' ? undefined : parseEndpoint(name, text);
  };
  return {
    cloudKms: endpoint(variable.cloudKms),
    kmsInventory: endpoint(variable.kmsInventory) ?? new URL('https://kmsinventory.googleapis.com/'),
    cloudBilling: endpoint(variable.cloudBilling) ?? new URL('https://cloudbilling.googleapis.com/'),
  };
}

/** Addresses that lead to this machine, between whose processes nobody listens. */
const ownHosts = ['127.0.0.1', 'localhost', '[::1]'];

function parseEndpoint(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && ownHosts.includes(url.hostname))) return url;
  throw new KeysError(
    'WRONG_USAGE',
    `${name}: found "${text}", expected an address that begins with https://; correct it, or unset it for Google's own`,
  );
}
