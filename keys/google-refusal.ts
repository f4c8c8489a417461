import { KeysError } from './keys-error.ts';

/** What an answer of Google's says, whether it came by gRPC or by HTTP. */
interface GoogleAnswer {
  /** `PERMISSION_DENIED`, `NOT_FOUND`, ...: https://cloud.google.com/apis/design/errors#handling_errors */
  readonly status: string;
  /** `SERVICE_DISABLED`, `IAM_PERMISSION_DENIED`, ... */
  readonly reason: string;
  readonly message: string;
}

/** The codes of gRPC that are told apart here. */
const statusByGrpcCode: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  9: 'FAILED_PRECONDITION',
  16: 'UNAUTHENTICATED',
};

export interface Request {
  /** What was asked for, for the message: a resource or a method on it. */
  readonly what: string;
  /** Which role allows it. */
  readonly role: string;
  readonly projectId: string;
  /** The API's host, such as `cloudkms.googleapis.com`. */
  readonly service: string;
  /** The page that says who has the role. @default that of the keys */
  readonly guide?: string;
}

/** Does what asks Google, and says in whose words it failed and what helps. */
export async function asking<T>(request: Request, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeysError) throw error;
    throw keysErrorOf(error, request);
  }
}

/** The status that Google answered with, or an empty text when it didn't answer. */
export function statusOf(error: unknown): string {
  return answerIn(error instanceof KeysError ? error.cause : error)?.status ?? '';
}

function keysErrorOf(
  cause: unknown,
  { what, role, projectId, service, guide = 'docs/how-to/rotate-keys.md' }: Request,
): KeysError {
  const answer = answerIn(cause);
  const found = answer?.message ?? (cause instanceof Error ? cause.message : String(cause));
  if (answer?.status === 'UNAUTHENTICATED' || isWithoutCredentials(found)) {
    return new KeysError(
      'MACHINE_LACKS',
      `${what}: found no valid credentials for Google Cloud (${firstLineOf(found)}), expected yours; log in with ` +
        '`gcloud auth application-default login`',
      { cause },
    );
  }
  if (answer?.reason === 'SERVICE_DISABLED') {
    return new KeysError(
      'GOOGLE_REFUSED',
      `${what}: found that ${service} is off in ${projectId}, expected it on; the stack "project" switches it on, or ` +
        `\`gcloud services enable ${service} --project=${projectId}\``,
      { cause },
    );
  }
  if (answer?.reason === 'USER_PROJECT_DENIED') {
    return new KeysError(
      'GOOGLE_REFUSED',
      `${what}: found that you may not have the call charged to ${projectId}, expected that you may; ask for ` +
        'roles/serviceusage.serviceUsageConsumer there',
      { cause },
    );
  }
  if (answer?.status === 'PERMISSION_DENIED') {
    return new KeysError(
      'GOOGLE_REFUSED',
      `${what}: Google answered "${found}"; ask for ${role} (${guide} says who has it)`,
      { cause },
    );
  }
  return new KeysError('GOOGLE_FAILED', `${what}: Google answered "${firstLineOf(found)}"; try again`, { cause });
}

/** As google-auth-library says it; a login that has come to its end is refused by Google's token service. */
function isWithoutCredentials(message: string): boolean {
  return /could not load the default credentials|invalid_grant|invalid_rapt|does not exist, or it is not a file/i.test(
    message,
  );
}

function answerIn(error: unknown): GoogleAnswer | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'number' && 'details' in error) {
    const { code, details } = error;
    const reason = 'reason' in error ? String(error.reason) : '';
    return { status: statusByGrpcCode[code] ?? String(code), reason, message: String(details) };
  }
  return 'response' in error ? answerOfHttp(error.response) : undefined;
}

interface HttpError {
  readonly status: string;
  readonly message: string;
  readonly details?: readonly { readonly reason?: string }[];
}

function answerOfHttp(response: unknown): GoogleAnswer | undefined {
  const body = (response as { data?: { error?: Partial<HttpError> | string } } | undefined)?.data?.error;
  if (typeof body !== 'object') return undefined;
  const reason = body.details?.find((detail) => detail.reason !== undefined)?.reason ?? '';
  return { status: body.status ?? '', reason, message: body.message ?? '' };
}

function firstLineOf(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
