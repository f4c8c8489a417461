import type { Request, Response } from '@google-cloud/functions-framework';
import type { OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import type { Authority } from '../../certificates/index.ts';
import { createLogger } from '../logger.ts';
import { StorageError } from '../object-storage/storage-error.ts';
import { nodeOfClaims, verifyToken } from './caller.ts';
import { readConfig, type SignerConfig } from './config.ts';
import { signRequest } from './sign-request.ts';
import { SignerError, type SignerErrorCode } from './signer-error.ts';

export interface SignerDependencies {
  /** Knows Google's certificates. */
  readonly google: Pick<OAuth2Client, 'verifyIdToken'>;
  readonly authority: (config: SignerConfig) => Promise<Authority>;
  readonly now: () => Date;
}

/** A signing request is less than a kilobyte. */
const input = z.strictObject({ request: z.string().max(8_192) });

const statusOf: Readonly<Record<SignerErrorCode, number>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  REFUSED: 403,
  INVALID_CONFIGURATION: 500,
  SIGNING_FAILED: 503,
};

/**
 * Signs certificates: `POST {"request": PEM}` with a machine's identity token; answers `{chain: PEM}`, or
 * `{error: {code, message}}`. Every answer leaves a line in the log: who asked, what was issued or why nothing was.
 */
export function answerWith(dependencies: SignerDependencies) {
  return async (request: Request, response: Response): Promise<void> => {
    const trace = request.header('traceparent') ?? request.header('x-cloud-trace-context');
    const log = createLogger('certificate-signer', trace, process.env);
    let caller: string | undefined;
    try {
      const config = readConfig(process.env);
      const claims = await verifyToken(dependencies.google, request.header('authorization'), config.audience);
      const node = nodeOfClaims(claims, config);
      caller = node.instance;
      const pem = parseInput(request);
      const signed = await signRequest(await dependencies.authority(config), node, pem, dependencies.now());
      const { subject, serialNumber, notAfter } = signed;
      log.info({ caller, account: node.account, subject, serialNumber, notAfter }, 'certificate issued');
      response.status(200).json({ chain: signed.chain });
    } catch (error) {
      const { status, code, message } = failureOf(error);
      const stack = code === 'UNEXPECTED' && error instanceof Error ? { stack: error.stack } : {};
      log[status < 500 ? 'warn' : 'error']({ caller, code, ...stack }, message);
      response.status(status).json({ error: { code, message } });
    }
  };
}

function parseInput(request: Request): string {
  if (request.method !== 'POST') {
    throw new SignerError('INVALID_INPUT', `request: found method ${request.method}, expected POST; send it as POST`);
  }
  const parsed = input.safeParse(request.body);
  if (parsed.success) return parsed.data.request;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  throw new SignerError(
    'INVALID_INPUT',
    `request: ${problems}; expected {"request": "-----BEGIN CERTIFICATE REQUEST..."}`,
  );
}

function failureOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof SignerError) return { status: statusOf[error.code], code: error.code, message: error.message };
  if (error instanceof StorageError) return { status: 503, code: error.code, message: error.message };
  return { status: 500, code: 'UNEXPECTED', message: "certificate-signer: it failed; see this function's log" };
}
