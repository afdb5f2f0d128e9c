import { describe, expect, it } from 'vitest';
import { AttemptTimeout, classify, UnexpectedAnswer } from '../../src/aws/classify.js';

const service = (name: string, message: string, httpStatusCode: number, more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode }, ...more });
const node = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('classification of failures', () => {
  it.each([
    ['an EC2 throttle', service('RequestLimitExceeded', 'Request limit exceeded.', 503), 'throttled', 'throttled'],
    ['an ECS throttle', service('ThrottlingException', 'Rate exceeded', 400), 'throttled', 'throttled'],
    ['a Lambda throttle', service('TooManyRequestsException', 'Rate exceeded', 429), 'throttled', 'throttled'],
    ['a 429 of a proxy', service('Unknown', 'slow down', 429), 'throttled', 'throttled'],
    ['a denial of EC2', service('UnauthorizedOperation', 'You are not authorized', 403), 'denied', 'none'],
    ['a denial elsewhere', service('AccessDeniedException', 'User is not authorized to perform', 400), 'denied', 'none'],
    ['a region that is off', service('OptInRequired', 'not subscribed', 401), 'region-disabled', 'none'],
    ['an expired token', service('ExpiredTokenException', 'expired', 400), 'auth-expired', 'credentials'],
    ['an expired token of STS', service('ExpiredToken', 'expired', 403), 'auth-expired', 'credentials'],
    ['a wrong secret', service('SignatureDoesNotMatch', 'no match', 403), 'auth-expired', 'none'],
    ['a late clock', service('SignatureDoesNotMatch', 'Signature expired: a is now earlier than b', 403), 'failed', 'clock'],
    ['an early clock', service('InvalidSignatureException', 'Signature not yet current: a is still later than b', 403), 'failed', 'clock'],
    ['credentials that cannot be sent', Object.assign(new TypeError('x'), { code: 'ERR_INVALID_CHAR' }), 'failed', 'none'],
    ['an endpoint without TLS', node('EPROTO', 'write EPROTO 80:error:0A00010B:SSL routines::wrong version number:'), 'failed', 'none'],
    ['a certificate of its own', node('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'failed', 'none'],
    ['a server error', service('InternalFailure', 'oops', 500), 'failed', 'transient'],
    ['an error of the request', service('ValidationError', 'bad', 400), 'failed', 'none'],
    ['a refused connection', node('ECONNREFUSED'), 'failed', 'transient'],
    ['a connection that was cut', node('ECONNRESET', 'socket hang up'), 'failed', 'transient'],
    ['a cut connection as the SDK names it', Object.assign(node('ECONNRESET'), { name: 'TimeoutError' }), 'failed', 'transient'],
    ['an unknown host', node('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), 'failed', 'transient'],
    ['a slow answer', new AttemptTimeout('no answer within 30 s'), 'timeout', 'timeout'],
    ['a slow connection', Object.assign(new Error('x'), { name: 'TimeoutError' }), 'timeout', 'timeout'],
    ['an HTML page with 200', new SyntaxError('Unexpected token <'), 'failed', 'transient'],
    ['a 200 without its fields', new UnexpectedAnswer('no'), 'failed', 'transient'],
    ['half an XML body', new Error('@aws-sdk XML parse error: unexpected end'), 'failed', 'transient'],
    ['something that is not an error', 'just text', 'failed', 'none'],
  ] as const)('%s', (_name, error, status, remedy) => {
    expect(classify(error, true)).toMatchObject({ status, remedy });
  });

  it.each(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure'])(
    '%s means bad credentials, and a region that is off once the credentials have worked elsewhere',
    (name) => {
      const error = service(name, 'The security token included in the request is invalid.', 403);
      expect(classify(error, false).status).toBe('auth-expired');
      expect(classify(error, true).status).toBe('region-disabled');
    },
  );

  it('names a service control policy', () => {
    const message = 'User: x is not authorized to perform: ec2:DescribeInstances with an explicit deny in a service control policy';
    expect(classify(service('AccessDenied', message, 403), true).message).toContain(
      'a service control policy of the organization forbids it',
    );
  });

  it.each([
    [node('EPROTO', 'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../a.c:350:'), 'does not speak TLS'],
    [node('EPROTO', 'write EPROTO 80:error:0A0000C6:SSL routines::packet length too long'), 'does not speak TLS'],
    [node('SELF_SIGNED_CERT_IN_CHAIN'), 'an authority that is not known here (SELF_SIGNED_CERT_IN_CHAIN)'],
    [node('CERT_HAS_EXPIRED'), 'has expired (CERT_HAS_EXPIRED)'],
    [Object.assign(new TypeError('Invalid character in header content'), { code: 'ERR_INVALID_CHAR' }), 'the credentials hold a character'],
  ])('says in words what the libraries say in their own: %s', (error, words) => {
    const { message } = classify(error, true);
    expect(message).toContain(words);
    expect(message).not.toMatch(/SSL routines|header content/);
  });

  it('asks again after the SDK has corrected the clock', () => {
    const error = service('InvalidSignatureException', 'Signature expired', 403, {
      $metadata: { httpStatusCode: 403, clockSkewCorrected: true },
    });
    expect(classify(error, true)).toMatchObject({ remedy: 'clock', status: 'failed' });
  });

  it('keeps to one line of sane length, without the encoded blob of EC2', () => {
    const long = service(
      'UnauthorizedOperation',
      `You are not authorized. Encoded authorization failure message: ${'x'.repeat(2_000)}`,
      403,
    );
    expect(classify(long, true).message).toBe('You are not authorized.');
    expect(classify(service('X', `${'y'.repeat(1_000)}\nsecond line`, 400), true).message.length).toBe(300);
  });
});
