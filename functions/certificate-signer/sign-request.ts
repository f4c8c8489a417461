import { issue, judgeRequest, parseRequest, validDays, validFor, type Authority } from '../../certificates/index.ts';
import type { SignerNode } from './config.ts';
import { SignerError } from './signer-error.ts';

export interface SignedCertificate {
  /** The certificate and the authority's, in PEM. */
  readonly chain: string;
  readonly subject: string;
  /** In hex. */
  readonly serialNumber: string;
  readonly notAfter: Date;
}

/**
 * Signs a node's request, if the policy grants it.
 *
 * @throws SignerError `INVALID_INPUT` or `REFUSED` with what is wrong about the request
 */
export async function signRequest(
  authority: Authority,
  node: SignerNode,
  pem: string,
  now: Date,
): Promise<SignedCertificate> {
  const request = parseRequest(pem);
  if (request === undefined) {
    throw new SignerError('INVALID_INPUT', 'request: found no PKCS#10 signing request in PEM, expected one');
  }
  const validity = validFor(validDays.node, now);
  if (validity.notAfter > authority.certificate.notAfter) {
    throw new SignerError(
      'INVALID_CONFIGURATION',
      `authority ${authority.certificate.subject}: found that it ends on ${authority.certificate.notAfter.toISOString()}, ` +
        'expected it to outlive what it signs; make a key version for a new authority (docs/adr/0019-a-ca-key-in-cloud-kms.md)',
    );
  }
  const judgement = await judgeRequest(request, { name: node.instance, allowed: node.certificates }, validity);
  if (judgement.kind === 'refused') throw new SignerError('REFUSED', judgement.reason);
  const certificate = await issue(authority, judgement.contents);
  return {
    chain: [certificate, authority.certificate].map((each) => `${each.toString('pem')}\n`).join(''),
    subject: certificate.subject,
    serialNumber: certificate.serialNumber,
    notAfter: certificate.notAfter,
  };
}
