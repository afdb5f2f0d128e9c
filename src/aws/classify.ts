import * as z from 'zod';
import type { FailureStatus, Remedy } from './api.js';

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

/** Error codes without a trailing `Exception`, which some services add and some do not. */
const THROTTLING = new Set([
  'Throttling',
  'Throttled',
  'RequestThrottled',
  'RequestLimitExceeded',
  'TooManyRequests',
  'EC2Throttled',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
]);
const DENIED = new Set(['AccessDenied', 'UnauthorizedOperation', 'Unauthorized', 'AuthorizationError', 'NotAuthorized']);
const REGION_OFF = new Set(['OptInRequired', 'RegionDisabled']);
const EXPIRED = new Set(['ExpiredToken', 'RequestExpired', 'TokenRefreshRequired', 'CredentialsProviderError']);
/** What a region that is off answers too, to credentials that are good elsewhere. */
const UNKNOWN_CALLER = new Set(['UnrecognizedClient', 'InvalidClientTokenId', 'AuthFailure']);
const BAD_SIGNATURE = new Set(['SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature', 'MissingAuthenticationToken']);
const CLOCK = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture']);
/** What AWS says of a signature whose time is not its own; the words are all that tells it from one made with a wrong key. */
const WRONG_TIME = /^Signature (expired|not yet current)/;
/** A request that Node refuses to send, by a header: all that comes from outside in them are the credentials. */
const UNSENDABLE = 'ERR_INVALID_CHAR';
const TIMEOUT = new Set(['TimeoutError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'RequestTimeout']);
const TRANSIENT = new Set([
  'InternalFailure',
  'InternalError',
  'InternalServerError',
  'InternalServer',
  'Server',
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

/** OpenSSL's reasons for an answer that is no TLS, in the message of Node's EPROTO. */
const NOT_TLS = /wrong version number|packet length too long|http request/i;
/** Certificates that Node does not trust: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the endpoint is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the endpoint is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of the endpoint is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate of the endpoint is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of the endpoint is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'the certificate of the endpoint has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another host than the endpoint',
};
/** Of these, what an authority in NODE_EXTRA_CA_CERTS heals. */
export const isUnknownAuthority = (code: string): boolean => /SELF_SIGNED|UNABLE_TO_/.test(code) && code in CERTIFICATE;

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

/** Errors of reading an answer quote pieces of it. */
function quotesTheAnswer(error: unknown, text: string): boolean {
  return error instanceof SyntaxError || /XML parse error/.test(text);
}

/**
 * What is kept of an error: name, message and stack. The SDK hangs the request (with the session's token) and the raw
 * answer (with whatever is in it) on its errors; none of that may come near a log.
 */
export function causeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const kept = new Error(quotesTheAnswer(error, error.message) ? 'the answer cannot be read' : error.message);
  kept.name = error.name;
  // The first lines of a stack repeat the message.
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  kept.stack = [`${kept.name}: ${kept.message}`, ...frames].join('\n');
  return kept;
}

/** AWS repeats itself and adds encoded blobs; the first line, cut to a sane length, says it. */
function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const plain = (line.split('Encoded authorization failure message:', 1)[0] ?? '').trim();
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
  // The SDK's HTTP handler calls a cut connection a TimeoutError; Node's code tells them apart.
  const network = nodeCode === undefined ? undefined : NETWORK[nodeCode];
  const code = Code ?? (network !== undefined || name === 'Error' || name === 'TypeError' ? (nodeCode ?? name) : name);
  const kind = code.replace(/Exception$/, '');
  const message = firstLine(text) || code;
  const result = (status: FailureStatus, remedy: Remedy, words = message): Classified => ({
    status,
    remedy,
    code,
    message: words,
    httpStatus,
  });

  if (network !== undefined) return result('failed', 'transient', `${network} (${code})`);
  if (nodeCode === UNSENDABLE) return result('failed', 'none', 'the credentials hold a character that cannot be sent (a line end?)');
  if (nodeCode === 'EPROTO' && NOT_TLS.test(text))
    return result('failed', 'none', `the endpoint does not speak TLS (an http:// one?) (${code})`);
  const certificate = nodeCode === undefined ? undefined : CERTIFICATE[nodeCode];
  if (certificate !== undefined) return result('failed', 'none', `${certificate} (${code})`);
  if ($metadata?.clockSkewCorrected === true) return result('failed', 'clock', `the clock of this machine is wrong: ${message}`);
  if (CLOCK.has(kind) || (BAD_SIGNATURE.has(kind) && WRONG_TIME.test(text)))
    return result('failed', 'clock', `the clock of this machine is wrong: ${message}`);
  if (THROTTLING.has(kind) || httpStatus === 429) return result('throttled', 'throttled');
  // Compute Optimizer says so of itself, with a suffix that EC2's word for a region that is off does not have.
  if (code === 'OptInRequiredException') return result('failed', 'none', `the account has not opted in to this service: ${message}`);
  if (REGION_OFF.has(kind)) return result('region-disabled', 'none', `the region is off for this account: ${message}`);
  if (EXPIRED.has(kind)) return result('auth-expired', 'credentials');
  if (UNKNOWN_CALLER.has(kind)) {
    return identityKnown
      ? result('region-disabled', 'none', `the region does not know these credentials, which work elsewhere: ${message}`)
      : result('auth-expired', 'credentials');
  }
  if (BAD_SIGNATURE.has(kind)) return result('auth-expired', 'none');
  if (DENIED.has(kind)) return result('denied', 'none', describeDenial(message));
  if (TIMEOUT.has(kind) || (nodeCode !== undefined && TIMEOUT.has(nodeCode))) return result('timeout', 'timeout', 'no answer in time');
  if (name === 'UnexpectedAnswer' || quotesTheAnswer(error, text)) {
    const words = 'the answer is not one of the AWS API (a proxy, or a wrong endpoint?)';
    return result('failed', 'transient', httpStatus === null ? words : `${words}, HTTP ${httpStatus}`);
  }
  if (httpStatus !== null && httpStatus >= 500) return result('failed', 'transient', `${message} (HTTP ${httpStatus})`);
  if (TRANSIENT.has(kind) || $fault === 'server') return result('failed', 'transient');
  if (/socket hang up|aborted|premature close/i.test(text)) return result('failed', 'transient', 'the connection was cut');
  if (httpStatus === 403) return result('denied', 'none');
  return result('failed', 'none');
}
