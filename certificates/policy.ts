import type { CertificateContents } from './authority.ts';
import type { Validity } from './validity.ts';
import { keyAlgorithm, x509 } from './x509.ts';
import type { CertificateNames } from '../platform/index.ts';

/** Who asks, as was proven otherwise, and what it may have. */
export interface Asker {
  /** For messages: `kafka-01`. */
  readonly name: string;
  /** Each certificate that it may have. */
  readonly allowed: readonly CertificateNames[];
}

/** Either what the certificate is to say, or why there is none. */
export type Judgement =
  | { readonly kind: 'granted'; readonly contents: CertificateContents }
  | { readonly kind: 'refused'; readonly reason: string };

/** OID of the one extension that a request may carry. */
const alternativeNameExtension = '2.5.29.17';

/**
 * Decides about a signing request. The request chooses among the names that its asker may have, and brings the public
 * key; usages, validity and everything else are set by the authority, whatever is asked for.
 *
 * @param validity of the certificate, should it be granted
 */
export async function judgeRequest(
  request: x509.Pkcs10CertificateRequest,
  asker: Asker,
  validity: Validity,
): Promise<Judgement> {
  const problem = problemOfKey(request) ?? problemOfExtensions(request);
  if (problem !== undefined) return refused(asker, problem);
  // After the key: what is no P-256 key isn't worth the arithmetic.
  if (!(await isSelfSigned(request))) {
    return refused(
      asker,
      "found a signature that the request's own public key doesn't verify, expected one that it does",
    );
  }
  const asked = namesIn(request);
  const names = asker.allowed.find((allowed) => sameNames(allowed, asked));
  if (names === undefined) {
    const expected = asker.allowed.map(textOf).join(' or ') || 'none, for it has no certificate';
    return refused(asker, `found the names ${textOf(asked)}, expected ${expected}`);
  }
  // The names as the platform writes them: the request's own encoding of them goes no further.
  return { kind: 'granted', contents: { ...names, ...validity, publicKey: request.publicKey } };
}

function refused({ name }: Asker, problem: string): Judgement {
  return { kind: 'refused', reason: `signing request of ${name}: ${problem}` };
}

function problemOfKey({ publicKey }: x509.Pkcs10CertificateRequest): string | undefined {
  const { name, namedCurve } = publicKey.algorithm as { readonly name: string; readonly namedCurve?: string };
  if (name === keyAlgorithm.name && namedCurve === keyAlgorithm.namedCurve) return undefined;
  return `found a key of ${[name, namedCurve].filter((part) => part !== undefined).join(' ')}, expected ECDSA P-256`;
}

function problemOfExtensions({ extensions }: x509.Pkcs10CertificateRequest): string | undefined {
  const others = extensions.filter(({ type }) => type !== alternativeNameExtension).map(({ type }) => type);
  if (others.length === 0) return undefined;
  return `found it asking for extension ${others.join(', ')}, expected subject alternative names only`;
}

async function isSelfSigned(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false; // a signature that can't even be read
  }
}

/** Names of kinds that the platform doesn't use keep their kind, so that they equal none that is allowed. */
function namesIn(request: x509.Pkcs10CertificateRequest): CertificateNames {
  const names = request
    .getExtensions(alternativeNameExtension)
    .flatMap((extension) => new x509.SubjectAlternativeNameExtension(extension.rawData).names.items);
  const ofType = (type: x509.GeneralNameType) => names.filter((name) => name.type === type).map(({ value }) => value);
  const others = names.filter(({ type }) => type !== 'dns' && type !== 'ip');
  return {
    subject: request.subject,
    dnsNames: [...ofType('dns'), ...others.map(({ type, value }) => `${type}:${value}`)],
    addresses: ofType('ip'),
  };
}

function sameNames(left: CertificateNames, right: CertificateNames): boolean {
  return textOf(left) === textOf(right);
}

function textOf({ subject, dnsNames, addresses }: CertificateNames): string {
  // The same spelling for the same name: "CN=a,O=b" and "CN=a, O=b".
  const names = [
    new x509.Name(subject).toString(),
    ...dnsNames.map((name) => `DNS:${name}`).toSorted(),
    ...addresses.map((address) => `IP:${address}`).toSorted(),
  ];
  return JSON.stringify(names);
}
