/**
 * Why there is no certificate:
 * - `INVALID_INPUT`: what was sent is no signing request
 * - `UNAUTHENTICATED`: no token of Google's for this function came with it
 * - `REFUSED`: the caller is no node of the platform, or may not have what it asks for
 * - `INVALID_CONFIGURATION`: an environment variable is missing or wrong, or the key is another than it should be
 * - `SIGNING_FAILED`: Cloud KMS didn't answer, or not with what it was asked
 */
export type SignerErrorCode =
  'INVALID_INPUT' | 'UNAUTHENTICATED' | 'REFUSED' | 'INVALID_CONFIGURATION' | 'SIGNING_FAILED';

/** The message names the place, what was found, what was expected and what to do next; the caller gets it. */
export class SignerError extends Error {
  readonly code: SignerErrorCode;

  constructor(code: SignerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignerError';
    this.code = code;
  }
}
