import { UserError } from '../model/user-error.js';
import { AwsFailure, type Remedy } from './api.js';
import { classify, isUnknownAuthority } from './classify.js';

const SIGN_IN = 'Set a profile with --profile, sign in with `aws sso login`, or put credentials in the environment.';
const NO_LINE_ENDS =
  'Write the access key and the session token anew, without the line ends of Windows (CRLF) or anything else behind them.';

/** The one line for a caller whose credentials do not work, or whose endpoint does not answer. */
export function preflightError(
  error: unknown,
  region: string,
  { profile, endpoint }: { profile: string | null; endpoint: string | null },
): UserError {
  if (error instanceof UserError) return error;
  const cause = error;
  const { status, code, message, remedy } = error instanceof AwsFailure ? error : classify(error, false);
  if (!(error instanceof AwsFailure)) {
    // The provider chain wraps what a prompt of ours threw.
    if (error instanceof Error && error.cause instanceof UserError) return error.cause;
    const whose = profile === null ? 'AWS credentials' : `credentials of profile "${profile}"`;
    return new UserError(`no ${whose} could be loaded: ${message}`, { hint: SIGN_IN, cause });
  }
  const where = endpoint ?? (process.env.AWS_ENDPOINT_URL || `AWS STS in ${region}`);
  switch (status) {
    case 'auth-expired':
      return code.startsWith('ExpiredToken')
        ? new UserError('the AWS credentials have expired', { hint: SIGN_IN, cause })
        : new UserError(`AWS does not accept these credentials (${code})`, { hint: SIGN_IN, cause });
    case 'timeout':
      return new UserError(`${where} does not answer`, { hint: 'Check the network, the proxy and the endpoint.', cause });
    case 'denied':
      return new UserError(`these credentials may not call sts:GetCallerIdentity: ${code}: ${message}`, {
        hint: 'No permission is needed for it, so that a policy denies it: one of the identity, of its session, or of a VPC endpoint.',
        cause,
      });
    case 'throttled':
      return new UserError(`${where} is asked too often: ${message}`, { hint: 'Try again in a minute.', cause });
    case 'region-disabled':
      return new UserError(`the region ${region} is off for this account`, { hint: 'Name another with --regions or AWS_REGION.', cause });
    default:
      if (code === 'ERR_INVALID_CHAR') return new UserError(`no request can be sent: ${message}`, { hint: NO_LINE_ENDS, cause });
      return new UserError(`${where} cannot be asked who the caller is: ${message}`, { hint: hintFor(code, remedy), cause });
  }
}

function hintFor(code: string, remedy: Remedy): string {
  if (remedy === 'clock') return 'Set the clock of this machine; AWS takes signatures of up to five minutes away from its own.';
  if (isUnknownAuthority(code)) return 'Name a file with the certificate of the authority (or of a proxy) in NODE_EXTRA_CA_CERTS.';
  return 'Check the network, the proxy and the endpoint.';
}
