import { z } from 'zod';
import type { FailureStatus } from './api.js';

/** What may heal a failure: waiting, asking again, other credentials, or nothing. */
export type Remedy = 'throttled' | 'transient' | 'timeout' | 'clock' | 'credentials' | 'none';

export interface Classified {
  status: FailureStatus;
  code: string;
  message: string;
  remedy: Remedy;
  httpStatus: number | null;
}

/** An answer that is not the API's: an HTML page, or a 200 without the fields that every answer has. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** One HTTP request took longer than it may. */
export class AttemptTimeout extends Error {
  override readonly name = 'TimeoutError';
}

const THROTTLING = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'EC2ThrottledException',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnauthorizedException',
  'AuthorizationError',
  'NotAuthorized',
]);
const REGION_OFF = new Set(['OptInRequired', 'RegionDisabledException', 'RegionDisabled']);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired', 'CredentialsProviderError']);
/** What a region that is off answers too, to credentials that are good elsewhere. */
const UNKNOWN_CALLER = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure']);
const BAD_SIGNATURE = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature', 'MissingAuthenticationToken']);
const CLOCK = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture']);
const TIMEOUT = new Set(['TimeoutError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'RequestTimeout', 'RequestTimeoutException']);
const TRANSIENT = new Set([
  'InternalFailure',
  'InternalError',
  'InternalServerError',
  'ServerException',
  'ServiceUnavailable',
  'Unavailable',
]);
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the endpoint refuses the connection',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the endpoint has no address (DNS)',
  EAI_AGAIN: 'the endpoint has no address for now (DNS)',
  EHOSTUNREACH: 'the endpoint cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ERR_STREAM_PREMATURE_CLOSE: 'the answer ended too early',
};

/** The parts of the SDK's, the handler's and Node's errors that say what happened. */
const errorSchema = z.object({
  name: z.string().catch('Error'),
  code: z.string().optional().catch(undefined),
  Code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  $fault: z.string().optional().catch(undefined),
  $metadata: z
    .object({ httpStatusCode: z.number().optional().catch(undefined), clockSkewCorrected: z.boolean().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  $response: z
    .object({ statusCode: z.number().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** AWS repeats itself and adds encoded blobs; the first line, cut to a sane length, says it. */
function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  const plain = line.replace(/\s*Encoded authorization failure message:.*$/, '');
  return plain.length > 300 ? `${plain.slice(0, 297)}...` : plain;
}

function describeDenial(message: string): string {
  return /service control policy/i.test(message) ? `a service control policy of the organization forbids it: ${message}` : message;
}

/**
 * What a failure of an SDK call means, and whether asking again can help. `identityKnown`: these credentials have
 * worked in another region, so that an unknown caller means a region that is off.
 */
export function classify(error: unknown, identityKnown: boolean): Classified {
  const parsed = errorSchema.safeParse(error instanceof Error ? error : { message: String(error) });
  const { name, code: nodeCode, Code, message: text, $fault, $metadata, $response } = parsed.data ?? errorSchema.parse({});
  const httpStatus = $metadata?.httpStatusCode ?? $response?.statusCode ?? null;
  const code = Code ?? (name === 'Error' || name === 'TypeError' ? (nodeCode ?? name) : name);
  const message = firstLine(text) || code;
  const result = (status: FailureStatus, remedy: Remedy, words = message): Classified => ({
    status,
    remedy,
    code,
    message: words,
    httpStatus,
  });

  if ($metadata?.clockSkewCorrected === true) return result('failed', 'clock', `the clock of this machine is wrong: ${message}`);
  if (CLOCK.has(code)) return result('failed', 'clock', `the clock of this machine is wrong: ${message}`);
  if (THROTTLING.has(code) || httpStatus === 429) return result('throttled', 'throttled');
  if (REGION_OFF.has(code)) return result('region-disabled', 'none', `the region is off for this account: ${message}`);
  if (EXPIRED.has(code)) return result('auth-expired', 'credentials');
  if (UNKNOWN_CALLER.has(code)) {
    return identityKnown
      ? result('region-disabled', 'none', `the region does not know these credentials, which work elsewhere: ${message}`)
      : result('auth-expired', 'credentials');
  }
  if (BAD_SIGNATURE.has(code)) return result('auth-expired', 'none');
  if (DENIED.has(code)) return result('denied', 'none', describeDenial(message));
  if (TIMEOUT.has(code) || (nodeCode !== undefined && TIMEOUT.has(nodeCode))) return result('timeout', 'timeout', 'no answer in time');
  const network = NETWORK[code] ?? (nodeCode === undefined ? undefined : NETWORK[nodeCode]);
  if (network !== undefined) return result('failed', 'transient', `${network} (${nodeCode ?? code})`);
  if (name === 'SyntaxError' || name === 'UnexpectedAnswer' || /XML parse error/.test(text)) {
    const words = 'the answer is not one of the AWS API (a proxy, or a wrong endpoint?)';
    return result('failed', 'transient', httpStatus === null ? words : `${words}, HTTP ${httpStatus}`);
  }
  if (httpStatus !== null && httpStatus >= 500) return result('failed', 'transient', `${message} (HTTP ${httpStatus})`);
  if (TRANSIENT.has(code) || $fault === 'server') return result('failed', 'transient');
  if (/socket hang up|aborted|premature close/i.test(text)) return result('failed', 'transient', 'the connection was cut');
  if (httpStatus === 403) return result('denied', 'none');
  return result('failed', 'none');
}
