import { z } from 'zod';
import { parseEnvironment } from '../parse-environment.ts';
import { SignerError } from './signer-error.ts';

/** A machine that may ask, and for what. */
const node = z.strictObject({
  /** As Google's tokens name it. */
  instance: z.string().min(1),
  zone: z.string().min(1),
  account: z.email(),
  certificates: z
    .array(z.strictObject({ subject: z.string(), dnsNames: z.array(z.string()), addresses: z.array(z.string()) }))
    .min(1),
});

const nodes = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('expected JSON');
    return z.NEVER;
  }
});

/** The environment variables of the function; the catalogue writes them from the platform's model. */
const environment = z.object({
  /** Under which it is called; tokens must be made for it. */
  SIGNER_URL: z.url(),
  SIGNER_PROJECT: z.string().min(1),
  /** Resource name of the version of a Cloud KMS key. */
  SIGNER_KEY_VERSION: z.string().regex(/\/cryptoKeyVersions\/\d+$/, 'expected the name of a key version'),
  /** Common name of the authority. */
  SIGNER_AUTHORITY: z.string().regex(/^[\w .-]+$/, 'expected letters, digits, spaces, "_", "." and "-"'),
  STATE_BUCKET: z.string().min(3),
  SIGNER_NODES: nodes.pipe(z.array(node).min(1)),
});

/** What the catalogue has to provide. */
export type SignerEnvironment = z.input<typeof environment>;

export type SignerNode = z.output<typeof node>;

export interface SignerConfig {
  readonly audience: string;
  readonly projectId: string;
  readonly keyVersion: string;
  /** Distinguished name. */
  readonly authorityName: string;
  readonly bucket: string;
  readonly nodes: readonly SignerNode[];
}

/** @throws SignerError `INVALID_CONFIGURATION` naming every variable that is missing or wrong, without its value */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): SignerConfig {
  const refuse = (message: string) => new SignerError('INVALID_CONFIGURATION', message);
  const data = parseEnvironment('certificate-signer', environment, variables, refuse);
  return {
    audience: data.SIGNER_URL,
    projectId: data.SIGNER_PROJECT,
    keyVersion: data.SIGNER_KEY_VERSION,
    authorityName: `CN=${data.SIGNER_AUTHORITY},O=Alphintra`,
    bucket: data.STATE_BUCKET,
    nodes: data.SIGNER_NODES,
  };
}
